package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.LogWish;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputRule;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  private static final String FULL_EXECUTE =
      """
      {"command":"sh","args":["-c","exit 7"],"env":{"A":"1"},"working_dir":"/tmp","tty":true,
       "timeout_seconds":1.5,"stdin":"closed","labels":{"team":"x"},"unattended_seconds":0.5}\
      """;

  static final List<String> BAD_EXECUTES =
      List.of(
          "",
          "{",
          "null",
          "[]",
          "\"sh\"",
          "{\"command\":\"sh\"} x",
          "{\"command\":\"sh\",\"command\":\"sh\"}",
          "{\"args\":[]}",
          "{\"command\":\"\"}",
          "{\"command\":7}",
          "{\"command\":true}",
          "{\"command\":\"s\\u0000h\"}",
          "{\"command\":\"sh\",\"args\":\"-c\"}",
          "{\"command\":\"sh\",\"args\":[1]}",
          "{\"command\":\"sh\",\"args\":[null]}",
          "{\"command\":\"sh\",\"args\":[\"\\u0000\"]}",
          "{\"command\":\"sh\",\"env\":[]}",
          "{\"command\":\"sh\",\"env\":{\"A\":1}}",
          "{\"command\":\"sh\",\"env\":{\"\":\"1\"}}",
          "{\"command\":\"sh\",\"env\":{\"A=B\":\"1\"}}",
          "{\"command\":\"sh\",\"env\":{\"A\":\"\\u0000\"}}",
          "{\"command\":\"sh\",\"working_dir\":\"a\\u0000b\"}",
          "{\"command\":\"sh\",\"tty\":\"true\"}",
          "{\"command\":\"sh\",\"tty\":1}",
          "{\"command\":\"sh\",\"timeout_seconds\":\"1\"}",
          "{\"command\":\"sh\",\"timeout_seconds\":0}",
          "{\"command\":\"sh\",\"timeout_seconds\":-1}",
          "{\"command\":\"sh\",\"timeout_seconds\":1e99}",
          "{\"command\":\"sh\",\"timeout_seconds\":NaN}",
          "{\"command\":\"sh\",\"unattended_seconds\":-1}",
          "{\"command\":\"sh\",\"unattended_seconds\":\"never\"}",
          "{\"command\":\"sh\",\"unattended_seconds\":false}",
          "{\"command\":\"sh\",\"output\":{}}",
          "{\"command\":\"sh\",\"output\":1}",
          "{\"command\":\"sh\",\"output\":{\"limit_bytes\":-1}}",
          "{\"command\":\"sh\",\"output\":{\"limit_bytes\":1,\"policy\":\"drop\"}}",
          "{\"command\":\"sh\",\"output\":{\"limit_bytes\":0,\"policy\":\"end\"}}",
          "{\"command\":\"sh\",\"output\":{\"limit_bytes\":1,\"more\":1}}",
          "{\"command\":\"sh\",\"retention_seconds\":0}",
          "{\"command\":\"sh\",\"stdin\":\"maybe\"}",
          "{\"command\":\"sh\",\"labels\":{\"a\":{}}}",
          "{\"command\":\"sh\",\"labels\":{\"sluice.session\":\"main\"}}",
          "{\"command\":\"sh\",\"cpus\":1}");

  @Test
  void everyFieldOfAnExecuteIsTaken() {
    Payload body = Payload.utf8(FULL_EXECUTE);

    Requests.Execute request = Requests.execute(body);

    assertThat(request.command())
        .isEqualTo(
            new CommandSpec(
                "sh",
                List.of("-c", "exit 7"),
                Map.of("A", "1"),
                "/tmp",
                new TerminalSize(80, 24),
                Duration.ofMillis(1500),
                StdinMode.CLOSED));
    assertThat(request.labels()).containsExactly(Map.entry("team", "x"));
    assertThat(request.unattended()).isEqualTo(new UnattendedRule.After(Duration.ofMillis(500)));
  }

  @Test
  @Tag("C8")
  void zeroSecondsWithoutAttendanceMeanNever() {
    Payload never = Payload.utf8("{\"command\":\"sh\",\"unattended_seconds\":0}");
    Payload silent = Payload.utf8("{\"command\":\"sh\"}");

    assertThat(Requests.execute(never).unattended()).isEqualTo(new UnattendedRule.Never());
    assertThat(Requests.execute(silent).unattended()).isEqualTo(new UnattendedRule.OfDeployment());
  }

  @Test
  @Tag("O31")
  void whatIsKeptOfALogIsTaken() {
    Payload limited =
        Payload.utf8(
            "{\"command\":\"sh\",\"output\":{\"limit_bytes\":9,\"policy\":\"keep_newest\"},"
                + "\"retention_seconds\":60}");
    Payload unlimited = Payload.utf8("{\"command\":\"sh\",\"output\":{\"limit_bytes\":0}}");
    Payload silent = Payload.utf8("{\"command\":\"sh\"}");

    assertThat(Requests.execute(limited).log())
        .isEqualTo(
            new LogWish(
                new OutputRule.UpTo(9, OutputLimit.Policy.KEEP_NEWEST), Duration.ofMinutes(1)));
    assertThat(Requests.execute(unlimited).log().output()).isEqualTo(new OutputRule.Unlimited());
    assertThat(Requests.execute(silent).log()).isEqualTo(LogWish.NONE);
  }

  @Test
  void aCommandAloneIsEnoughAndNullIsAsGoodAsNoField() {
    Payload body = Payload.utf8("{\"command\":\"true\",\"args\":null,\"timeout_seconds\":null}");

    CommandSpec command = Requests.execute(body).command();

    assertThat(command)
        .isEqualTo(new CommandSpec("true", List.of(), Map.of(), null, null, null, StdinMode.OPEN));
  }

  @ParameterizedTest
  @Tag("C15")
  @FieldSource("BAD_EXECUTES")
  void aBadExecuteIsRefusedWithATypedFault(String body) {
    Payload bytes = Payload.utf8(body);

    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> Requests.execute(bytes))
        .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_ARGUMENT));
  }

  @ParameterizedTest
  @Tag("C22")
  @ValueSource(
      strings = {
        "{\"name\":\"\"}",
        "{\"name\":\" a\"}",
        "{\"name\":\"..\"}",
        "{\"name\":\"a/b\"}",
        "{\"name\":\"a?b\"}",
        "{\"name\":\"a\\nb\"}",
        "{\"name\":5}",
        "{\"cpus\":0}",
        "{\"cpus\":33}",
        "{\"cpus\":-1}",
        "{\"cpus\":1.5}",
        "{\"cpus\":\"1\"}",
        "{\"cpus\":99999999999999}",
        "{\"memory_mib\":127}",
        "{\"memory_mib\":-128}",
        "{\"network\":\"all\"}",
        "{\"cmd\":\"sh\"}",
        "{\"cmd\":[\"\"]}",
        "{\"auto_stop\":-1}",
        "{\"auto_stop\":1.5}",
        "{\"auto_stop\":\"1\"}",
        "{\"auto_delete\":true}",
        "{\"auto_resume\":1}",
        "{\"labels\":{\"sluice.session\":\"main\"}}",
        "{\"unheard_of\":1}",
      })
  void aBadBoxIsRefusedWithATypedFault(String body) {
    Payload bytes = Payload.utf8(body);

    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> Requests.createBox(bytes))
        .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.INVALID_ARGUMENT));
  }

  @Test
  @Tag("C22")
  void aNameOverItsLengthIsRefused() {
    Payload longest = Payload.utf8("{\"name\":\"" + "n".repeat(128) + "\"}");
    Payload tooLong = Payload.utf8("{\"name\":\"" + "n".repeat(129) + "\"}");

    assertThat(Requests.createBox(longest).name()).hasSize(128);

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> Requests.createBox(tooLong));
  }

  @Test
  void whatNoDriverCanDoYetIsUnsupported() {
    Payload body = Payload.utf8("{\"volumes\":[{\"name\":\"v\"}]}");

    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> Requests.createBox(body))
        .satisfies(fault -> assertThat(fault.code()).isEqualTo(ProblemCode.UNSUPPORTED));
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    Payload body = Payload.owning(new byte[Requests.MAX_BODY_BYTES + 1]);

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> Requests.execute(body));
  }

  @Test
  void deepNestingIsRefused() {
    Payload body = Payload.utf8("{\"network\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> Requests.createBox(body));
  }

  @ParameterizedTest
  @Tag("C1")
  @ValueSource(ints = {1, 2, 3, 6, 10, 12, 15, 28})
  void theSignalsOfTheListAreTaken(int number) {
    Payload body = Payload.utf8("{\"signal\":" + number + "}");

    Signal signal = Requests.signal(body);

    assertThat(signal.number()).isEqualTo(number);
  }

  @ParameterizedTest
  @Tag("C1")
  @ValueSource(strings = {"0", "-1", "4", "9", "14", "19", "64", "65", "\"15\"", "15.0", "null"})
  void otherSignalsAreRefused(String number) {
    Payload body = Payload.utf8("{\"signal\":" + number + "}");

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> Requests.signal(body));
  }

  @ParameterizedTest
  @Tag("C3")
  @ValueSource(
      strings = {
        "{\"cols\":0,\"rows\":24}",
        "{\"cols\":80,\"rows\":-1}",
        "{\"cols\":80}",
        "{\"cols\":\"80\",\"rows\":24}",
        "{\"cols\":65536,\"rows\":24}",
        "{\"cols\":80,\"rows\":24,\"depth\":1}",
      })
  void sizesThatNoTerminalHasAreRefused(String body) {
    Payload bytes = Payload.utf8(body);

    assertThatExceptionOfType(WireFault.class).isThrownBy(() -> Requests.resize(bytes));
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void mutatedBodiesAreTakenOrRefusedAndNeverCrash(long seed) {
    Random random = new Random(seed);
    List<Function<Payload, Object>> readers =
        List.of(
            Requests::execute,
            Requests::createBox,
            Requests::signal,
            Requests::resize,
            Requests::createKey);

    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      Payload mutant = Mutants.of(FULL_EXECUTE, random);
      for (Function<Payload, Object> reader : readers) {
        refused += Mutants.refused(() -> reader.apply(mutant));
      }
    }

    assertThat(refused).isGreaterThan(2000);
  }
}
