package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.NOW;
import static io.sluice.protocol.execution.Samples.OTHER_LIFE;
import static io.sluice.protocol.execution.Samples.RUNNER;
import static io.sluice.protocol.execution.Samples.acceptOnRunner;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.end;
import static io.sluice.protocol.execution.Samples.ended;
import static io.sluice.protocol.execution.Samples.exit;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.JavadocTable;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds the table of the machine from its code and holds it against its Javadoc. */
class TransitionTableTest {
  private static final TerminalSize SIZE = new TerminalSize(80, 24);
  private static final Duration OWED_FOR = Duration.ofMinutes(1);
  private static final Command TAKE = takeFrom(new StartFrom.OpenPlace());
  private static final Command TAKE_FROM_START = takeFrom(new StartFrom.AtKept(Offset.ZERO));
  private static final Command TRIM =
      new Command.Trim(
          new Offset(1), new Cursor(new Offset(1), 0, 1), Command.Purpose.CLEAN_UP, OWED_FOR);

  @Test
  @Tag("O2")
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented = JavadocTable.rows(Execution.class);

    List<String> actual = tableOfCode();

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static Command takeFrom(StartFrom from) {
    return new Command.TakeControl(Samples.SEAT, Command.Claim.WHEN_FREE, from, OWED_FOR);
  }

  private static List<String> tableOfCode() {
    List<String> rows = new ArrayList<>();
    commands()
        .forEach((name, variants) -> rows.add(name + " | " + String.join(" | ", cells(variants))));
    rows.add(rowOfOutputOverItsLimit());
    rows.add(row("trim", states(), TRIM));
    rows.add(row("trim what is owed", afterEach(TAKE), TRIM));
    rows.add(row("trim again", afterEach(TRIM), TRIM));
    rows.add(row("anchor", states(), new Command.Anchor(Samples.SIGNED)));
    rows.add(row("start in a trim", afterEach(TRIM), TAKE_FROM_START));
    return rows;
  }

  private static String rowOfOutputOverItsLimit() {
    Facts facts = Samples.limited(new OutputLimit(1, OutputLimit.Policy.END));
    List<String> cells = new ArrayList<>();
    for (State state : states(facts)) {
      long sequence = state instanceof State.Draining ? 4 : 2;
      cells.add(cell(state, reports(output(sequence, Channel.STDERR, "y"))));
    }
    return "output over limit | " + String.join(" | ", cells);
  }

  private static String row(String name, List<State> states, Command command) {
    return name
        + " | "
        + String.join(" | ", states.stream().map(state -> cell(state, command)).toList());
  }

  /** The states after a command, where it is possible. */
  private static List<State> afterEach(Command command) {
    return states().stream()
        .map(
            state ->
                Execution.decide(state, command, NOW) instanceof Decision.Accepted(var events)
                    ? Execution.evolve(state, events)
                    : state)
        .toList();
  }

  private static List<String> cells(List<Command> variants) {
    List<String> cells = new ArrayList<>();
    for (State state : states()) {
      // Where a command needs more ends before it, the variant for that state is the last.
      boolean draining = state instanceof State.Draining;
      cells.add(cell(state, draining ? variants.getLast() : variants.getFirst()));
    }
    return cells;
  }

  private static String cell(State state, Command command) {
    return switch (Execution.decide(state, command, NOW)) {
      case Decision.Refused(var refusal) -> refusal.getClass().getSimpleName();
      case Decision.Accepted(var events) when events.isEmpty() -> "=";
      case Decision.Accepted(var events) ->
          Execution.evolve(state, events).getClass().getSimpleName();
    };
  }

  /** A terminal's, so that resizing is possible; stdout has ended in those that run. */
  private static List<State> states() {
    return states(Samples.facts(SIZE));
  }

  private static List<State> states(Facts facts) {
    Command[] toRunning = {
      acceptOnRunner(facts),
      new Command.ConfirmStart(RUNNER, 1),
      reports(output(1, Channel.STDERR, "x"))
    };
    State running = after(toRunning);
    State draining =
        Execution.evolve(
            running, Samples.events(running, reports(end(2, Channel.STDOUT), exit(3, 0))));
    return List.of(
        Execution.initial(),
        after(new Command.Accept(facts, new Command.Placement.Pending())),
        after(acceptOnRunner(facts)),
        running,
        draining,
        ended(running));
  }

  /** By name; the second variant is the one that fits a draining execution's sequence. */
  private static Map<String, List<Command>> commands() {
    Facts facts = Samples.facts(SIZE);
    Map<String, List<Command>> commands = new LinkedHashMap<>();
    commands.put("accept", List.of(new Command.Accept(facts, new Command.Placement.Pending())));
    commands.put("accept and place", List.of(acceptOnRunner(facts)));
    commands.put("place", List.of(new Command.Place(RUNNER)));
    commands.put("confirm start", List.of(new Command.ConfirmStart(RUNNER, 1)));
    commands.put(
        "fail start",
        List.of(new Command.FailStart(RUNNER, StartFailure.PROGRAM_NOT_FOUND, "no such")));
    commands.put(
        "output",
        List.of(reports(output(2, Channel.STDERR, "y")), reports(output(4, Channel.STDERR, "y"))));
    commands.put("known report", List.of(reports(output(1, Channel.STDERR, "x"))));
    commands.put("later report", List.of(reports(output(9, Channel.STDERR, "z"))));
    commands.put(
        "last channel end",
        List.of(
            reports(end(2, Channel.STDOUT), end(3, Channel.STDERR)),
            reports(end(4, Channel.STDERR))));
    commands.put("exit", List.of(reports(exit(2, 0)), reports(exit(4, 0))));
    commands.put(
        "exit after ends",
        List.of(
            reports(end(2, Channel.STDOUT), end(3, Channel.STDERR), exit(4, 0)),
            reports(exit(4, 0))));
    commands.put(
        "other's report",
        List.of(new Command.TakeReports(OTHER_LIFE, List.of(output(2, Channel.STDERR, "y")))));
    commands.put("kill", List.of(new Command.Kill()));
    commands.put("signal", List.of(new Command.SendSignal(Signal.TERM)));
    commands.put("resize", List.of(new Command.Resize(SIZE)));
    commands.putAll(ofConsumers());
    commands.put("stop waiting", List.of(new Command.StopWaiting()));
    commands.put("give up runner", List.of(new Command.GiveUpRunner()));
    return commands;
  }

  private static Map<String, List<Command>> ofConsumers() {
    Map<String, List<Command>> commands = new LinkedHashMap<>();
    commands.put("take control", List.of(TAKE));
    commands.put(
        "acknowledge", List.of(new Command.Acknowledge(Samples.SEAT.session(), Cursor.START)));
    commands.put(
        "leave control",
        List.of(new Command.LeaveControl(Samples.SEAT.session(), Cursor.START, false)));
    commands.put("start beyond end", List.of(takeFrom(new StartFrom.At(new Offset(1L << 40)))));
    commands.put(
        "keep place", List.of(new Command.KeepPlace(Samples.SEAT.consumer(), Cursor.START, false)));
    return commands;
  }
}
