package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.OTHER_LIFE;
import static io.sluice.protocol.execution.Samples.RUNNER;
import static io.sluice.protocol.execution.Samples.acceptOnRunner;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.ended;
import static io.sluice.protocol.execution.Samples.exit;
import static io.sluice.protocol.execution.Samples.facts;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static io.sluice.protocol.execution.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.Readoption.Verdict;
import io.sluice.protocol.follow.JavadocTable;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.RunnerId;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadoptionTest {
  private static final Assignment OTHER =
      new Assignment(new RunnerId("other"), new Incarnation("its-life"));

  @Test
  @Tag("L17")
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Readoption.class);

    assertThat(
            List.of(
                row("names it", state -> Readoption.named(state, RUNNER)),
                row("names it, other", state -> Readoption.named(state, OTHER)),
                row("does not", state -> Readoption.unnamed(state, RUNNER)),
                row("does not, other", state -> Readoption.unnamed(state, OTHER)),
                row("new life", state -> Readoption.unnamed(state, OTHER_LIFE))))
        .containsExactlyElementsOf(documented);
  }

  private static String row(String name, Function<State, Verdict> hello) {
    return name
        + " | "
        + states().stream()
            .map(state -> hello.apply(state).getClass().getSimpleName())
            .collect(Collectors.joining(" | "));
  }

  private static List<State> states() {
    return List.of(
        Execution.initial(),
        after(new Command.Accept(facts(), new Command.Placement.Pending())),
        after(acceptOnRunner(facts())),
        running(),
        after(running(), reports(exit(1, 0))),
        ended(running()));
  }

  @Test
  @Tag("L17")
  @Tag("O34")
  void itGoesOnAfterTheLastReportThatIsJournaled() {
    State state = after(running(), reports(output(1, Channel.STDOUT, "abc")));

    Verdict verdict = Readoption.named(state, RUNNER);

    assertThat(verdict).isEqualTo(new Verdict.GoOn(1));
  }

  @Test
  @Tag("L18")
  void whatTheSameRunnerHasFromAnotherLifeIsNotTakenForIt() {
    Verdict verdict = Readoption.named(running(), OTHER_LIFE);

    assertThat(verdict).isEqualTo(new Verdict.EndThere());
  }
}
