package io.sluice.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.OutputLimit.Policy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C18")
class FingerprintTest {
  private static final UnattendedRule DEPLOYMENT = new UnattendedRule.OfDeployment();
  private static final CommandSpec FULL =
      new CommandSpec(
          "sh",
          List.of("-c", "true"),
          Map.of("B", "2", "A", "1"),
          "/w",
          new TerminalSize(80, 24),
          Duration.ofMillis(1500),
          StdinMode.OPEN);

  /** Were it ever another, a repeat after an upgrade would be refused. */
  @Test
  void theSameContentHasTheSameFingerprintForEver() {
    Fingerprint fingerprint = Fingerprint.of("dev", FULL, Map.of("team", "a"), DEPLOYMENT);

    assertThat(fingerprint.value())
        .isEqualTo("cac6c9e4629b23e841bc0709d3354f9a766fb19b3a575c7cd4fe16bfd910fa71");
  }

  @Test
  void theOrderInWhichVariablesAndLabelsWereWrittenDoesNotCount() {
    Map<String, String> forth = new LinkedHashMap<>();
    Map<String, String> back = new LinkedHashMap<>();
    for (int n = 0; n < 20; n++) {
      forth.put("k" + n, "v");
      back.put("k" + (19 - n), "v");
    }

    assertThat(Fingerprint.of("b", with(forth), back, DEPLOYMENT))
        .isEqualTo(Fingerprint.of("b", with(back), forth, DEPLOYMENT));
  }

  @Test
  void whateverIsAskedForOtherwiseIsOtherContent() {
    CommandSpec bare = new CommandSpec("sh", List.of(), Map.of(), null, null, null, StdinMode.OPEN);
    List<Fingerprint> all =
        Stream.of(
                Fingerprint.of(null, bare, Map.of(), DEPLOYMENT),
                Fingerprint.of("b", bare, Map.of(), DEPLOYMENT),
                Fingerprint.of("none", bare, Map.of(), DEPLOYMENT),
                Fingerprint.of("b", bare, Map.of("l", ""), DEPLOYMENT),
                Fingerprint.of("b", bare, Map.of("l", "v"), DEPLOYMENT),
                Fingerprint.of("b", bare, Map.of(), new UnattendedRule.Never()),
                Fingerprint.of("b", bare, Map.of(), after(1)),
                Fingerprint.of("b", bare, Map.of(), after(2)),
                Fingerprint.of("b", bare, Map.of(), DEPLOYMENT, wish(1, Policy.END)),
                Fingerprint.of("b", bare, Map.of(), DEPLOYMENT, wish(2, Policy.END)),
                Fingerprint.of("b", bare, Map.of(), DEPLOYMENT, wish(1, Policy.BLOCK)),
                of("sh2", List.of(), Map.of(), null, StdinMode.OPEN),
                of("sh", List.of(""), Map.of(), null, StdinMode.OPEN),
                of("sh", List.of("a", "b"), Map.of(), null, StdinMode.OPEN),
                of("sh", List.of("b", "a"), Map.of(), null, StdinMode.OPEN),
                of("sh", List.of("ab"), Map.of(), null, StdinMode.OPEN),
                of("sh", List.of(), Map.of("a", "b"), null, StdinMode.OPEN),
                of("sh", List.of(), Map.of(), "", StdinMode.OPEN),
                of("sh", List.of(), Map.of(), "/", StdinMode.OPEN),
                of("sh", List.of(), Map.of(), null, StdinMode.CLOSED),
                Fingerprint.of("b", FULL, Map.of(), DEPLOYMENT),
                Fingerprint.of("b", sized(new TerminalSize(81, 24), null), Map.of(), DEPLOYMENT),
                Fingerprint.of("b", sized(null, Duration.ofSeconds(1)), Map.of(), DEPLOYMENT),
                Fingerprint.of("b", sized(null, Duration.ofSeconds(2)), Map.of(), DEPLOYMENT))
            .toList();

    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void textsThatOnlyUtf8MakesEqualStayDifferent() {
    assertThat(of("sh", List.of("\ud800"), Map.of(), null, StdinMode.OPEN))
        .isNotEqualTo(of("sh", List.of("\ud801"), Map.of(), null, StdinMode.OPEN))
        .isNotEqualTo(of("sh", List.of("?"), Map.of(), null, StdinMode.OPEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"})
  void whatIsNoHashIsRefused(String text) {
    assertThatThrownBy(() -> new Fingerprint(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Fingerprint of(
      String program,
      List<String> arguments,
      Map<String, String> environment,
      @Nullable String directory,
      StdinMode stdin) {
    return Fingerprint.of(
        "b",
        new CommandSpec(program, arguments, environment, directory, null, null, stdin),
        Map.of(),
        DEPLOYMENT);
  }

  private static LogWish wish(long bytes, Policy policy) {
    return new LogWish(new OutputRule.UpTo(bytes, policy), null);
  }

  private static UnattendedRule after(int seconds) {
    return new UnattendedRule.After(Duration.ofSeconds(seconds));
  }

  private static CommandSpec with(Map<String, String> environment) {
    return new CommandSpec("sh", List.of(), environment, null, null, null, StdinMode.OPEN);
  }

  private static CommandSpec sized(@Nullable TerminalSize terminal, @Nullable Duration timeout) {
    return new CommandSpec("sh", List.of(), Map.of(), null, terminal, timeout, StdinMode.OPEN);
  }
}
