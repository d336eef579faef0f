package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.BoxUpkeep.IdleStop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BoxUpkeepTest {
  private static BoxUpkeep upkeep(String body) {
    return Requests.createBox(Payload.utf8(body)).upkeep();
  }

  static Stream<Arguments> idleStops() {
    return Stream.of(
        Arguments.of("{}", new IdleStop.After(Duration.ZERO)),
        Arguments.of("{\"auto_stop\":null}", new IdleStop.After(Duration.ZERO)),
        Arguments.of("{\"auto_stop\":false}", new IdleStop.After(Duration.ZERO)),
        Arguments.of("{\"auto_stop\":0}", new IdleStop.After(Duration.ZERO)),
        Arguments.of("{\"auto_stop\":90}", new IdleStop.After(Duration.ofSeconds(90))),
        Arguments.of("{\"auto_stop\":true}", new IdleStop.ByDeployment()));
  }

  @ParameterizedTest
  @MethodSource("idleStops")
  void anIdleStopIsSecondsOrNeverOrAsTheDeploymentSays(String body, IdleStop expected) {
    assertThat(upkeep(body).idleStop()).isEqualTo(expected);
  }

  @Test
  void theMainSessionIsTheEntryPointWithTheCommandAsItsArguments() {
    BoxUpkeep upkeep =
        upkeep("{\"entrypoint\":[\"sh\",\"-c\"],\"cmd\":[\"echo x\",\"\"],\"tty\":true}");

    assertThat(upkeep.main())
        .isEqualTo(
            new CommandSpec(
                "sh",
                List.of("-c", "echo x", ""),
                Map.of(),
                null,
                new TerminalSize(80, 24),
                null,
                CommandSpec.StdinMode.OPEN));
  }

  @Test
  void aBoxThatSaysNothingHasNoMainSessionStaysAndIsStartedAgain() {
    BoxUpkeep upkeep = upkeep("{\"tty\":true,\"detach\":true}");

    assertThat(upkeep)
        .isEqualTo(new BoxUpkeep(null, new IdleStop.After(Duration.ZERO), Duration.ZERO, true));
  }

  @Test
  void theRestIsTakenToo() {
    BoxUpkeep upkeep = upkeep("{\"auto_delete\":60,\"auto_resume\":false}");

    assertThat(upkeep.deleteAfterStop()).isEqualTo(Duration.ofSeconds(60));
    assertThat(upkeep.resumes()).isFalse();
  }
}
