package io.sluice.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.Unattended.Policy;
import io.sluice.protocol.execution.Unattended.Stage;
import io.sluice.protocol.execution.Unattended.Turn;
import io.sluice.protocol.follow.JavadocTable;
import io.sluice.protocol.model.UnattendedRule;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C8")
class UnattendedTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Policy POLICY = new Policy(HOUR, MINUTE, SECOND);

  @Test
  @Tag("C9")
  @Tag("C10")
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Unattended.class);

    assertThat(
            List.of(
                row("used", stage -> Unattended.used(stage).name()),
                row("due, used lately", stage -> told(Unattended.due(stage, MINUTE, POLICY))),
                row("due", stage -> told(Unattended.due(stage, HOUR, POLICY)))))
        .containsExactlyElementsOf(documented);
  }

  private static String row(String name, Function<Stage, String> next) {
    return name
        + " | "
        + Arrays.stream(Stage.values()).map(next).collect(Collectors.joining(" | "));
  }

  private static String told(Turn turn) {
    return turn.commands().isEmpty()
        ? turn.stage().name()
        : turn.stage() + ", " + sent(turn.commands().getFirst());
  }

  private static String sent(Command command) {
    return command instanceof Command.SendSignal(var signal, Cause cause)
            && cause == Cause.UNATTENDED
        ? signal.name()
        : command.equals(new Command.Kill(Cause.UNATTENDED)) ? "KILL" : command.toString();
  }

  @Test
  void theNextStepIsAwaitedAsLongAsThePolicySays() {
    List<Duration> pauses =
        Arrays.stream(Stage.values())
            .map(stage -> Unattended.due(stage, HOUR, POLICY).pause())
            .toList();

    assertThat(pauses).containsExactly(MINUTE, SECOND, null, null);
    assertThat(Unattended.due(Stage.UNHARMED, MINUTE, POLICY).pause())
        .isEqualTo(HOUR.minus(MINUTE));
  }

  @Test
  @Tag("C11")
  void theRuleOfAnExecutionGoesBeforeThePolicy() {
    Policy never = POLICY.under(new UnattendedRule.Never());
    Policy sooner = POLICY.under(new UnattendedRule.After(SECOND));

    assertThat(POLICY.under(new UnattendedRule.OfDeployment())).isEqualTo(POLICY);
    assertThat(Unattended.due(Stage.UNHARMED, Duration.ofDays(1000), never))
        .isEqualTo(new Turn(Stage.UNHARMED, List.of(), null));
    assertThat(Unattended.due(Stage.UNHARMED, SECOND, sooner).stage()).isEqualTo(Stage.HUNG_UP);
  }
}
