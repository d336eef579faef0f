package io.sluice.protocol.execution;

import static io.sluice.protocol.execution.Samples.NOW;
import static io.sluice.protocol.execution.Samples.RUNNER;
import static io.sluice.protocol.execution.Samples.acceptOnRunner;
import static io.sluice.protocol.execution.Samples.after;
import static io.sluice.protocol.execution.Samples.end;
import static io.sluice.protocol.execution.Samples.events;
import static io.sluice.protocol.execution.Samples.exit;
import static io.sluice.protocol.execution.Samples.output;
import static io.sluice.protocol.execution.Samples.reports;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.OutputLimit;
import io.sluice.protocol.model.OutputLimit.Policy;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("O31")
class OutputLimitsTest {
  private static final Path SOURCE =
      Path.of("src/main/java/io/sluice/protocol/execution/OutputLimits.java");
  private static final int LIMIT = 8;
  private static final ExitStatus KILLED = new ExitStatus.Signalled(9);

  private static State running(Policy policy) {
    return after(
        acceptOnRunner(Samples.limited(new OutputLimit(LIMIT, policy))),
        new Command.ConfirmStart(RUNNER, 42));
  }

  private static Command wrote(long sequence, int bytes) {
    return reports(output(sequence, Channel.STDOUT, "x".repeat(bytes)));
  }

  private static Command trimmed(long upTo) {
    return new Command.Trim(
        new Offset(upTo),
        new Cursor(new Offset(upTo), upTo, 0),
        Command.Purpose.LIMIT,
        Duration.ZERO);
  }

  @Test
  @Tag("O24")
  void theTableInTheJavadocIsWhatTheCodeDoes() throws IOException {
    List<String> documented =
        Files.readAllLines(SOURCE).stream()
            .dropWhile(line -> !line.contains("<pre>"))
            .skip(2)
            .takeWhile(line -> !line.contains("</pre>"))
            .map(line -> line.replaceFirst("^ \\* ", "").replaceAll(" +", " ").strip())
            .toList();

    List<String> actual =
        List.of(
            row("less than the limit", wrote(1, LIMIT - 1)),
            row("the limit", wrote(1, LIMIT)),
            row("more to be kept", wrote(1, LIMIT + 1)),
            row("more, not running", reports(exit(1, 0)), wrote(2, LIMIT + 1)),
            row("more, kill asked", new Command.Kill(), wrote(1, LIMIT + 1)));

    assertThat(actual).containsExactlyElementsOf(documented);
  }

  private static String row(String name, Command... commands) {
    return name
        + " | "
        + String.join(
            " | ",
            Stream.of(Policy.END, Policy.BLOCK, Policy.KEEP_NEWEST)
                .map(policy -> cell(policy, commands))
                .toList());
  }

  private static String cell(Policy policy, Command... commands) {
    State before = all(running(policy), List.of(commands).subList(0, commands.length - 1));
    List<Event> events = events(before, commands[commands.length - 1]);
    State state = Execution.evolve(before, events);
    List<String> told = new ArrayList<>();
    Map<Class<?>, String> words =
        Map.of(Event.OutputCut.class, "cut", Event.KillRequested.class, "kill");
    events.stream()
        .filter(event -> words.containsKey(event.getClass()))
        .forEach(event -> told.add(words.get(event.getClass())));
    if (OutputLimits.isBlocked(state)) {
      told.add("block");
    }
    if (OutputLimits.excess(state) != null) {
      told.add("trim");
    }
    return told.isEmpty() ? "-" : String.join(", ", told);
  }

  private static State all(State state, List<Command> commands) {
    return Samples.after(state, commands.toArray(Command[]::new));
  }

  @Test
  void atItsEndExactlySoManyBytesAreInTheLogAndEverythingSaysWhy() {
    State state = Samples.after(running(Policy.END), wrote(1, 5));

    List<Event> cut = events(state, wrote(2, 5));
    State ended =
        Samples.after(
            Execution.evolve(state, cut),
            wrote(3, 100),
            reports(exit(4, KILLED), end(5, Channel.STDOUT), end(6, Channel.STDERR)));

    assertThat(cut)
        .containsExactly(
            new Event.OutputAppended(2, Channel.STDOUT, new Offset(5), 5, 20, Payload.utf8("xxx")),
            new Event.OutputCut(2, 20),
            new Event.KillRequested(Cause.OUTPUT_LIMIT, NOW));
    assertThat(ended)
        .isInstanceOfSatisfying(
            State.Ended.class,
            over -> {
              assertThat(over.outcome())
                  .isEqualTo(new Outcome(KILLED, EndReason.OUTPUT_LIMIT, true, true));
              assertThat(over.progress().offset()).isEqualTo(new Offset(LIMIT));
              assertThat(over.progress().lastSequence()).isEqualTo(6);
            });
  }

  @Test
  void whatGoesOnBeingCutIsOneFactABatchAndSoIsTheKill() {
    State state = Samples.after(running(Policy.END), wrote(1, LIMIT));

    List<Event> cut =
        events(
            state,
            reports(
                output(2, Channel.STDOUT, "a"),
                output(3, Channel.STDERR, "b"),
                output(4, Channel.STDOUT, "c")));
    List<Event> more = events(Execution.evolve(state, cut), wrote(5, 1));

    assertThat(cut)
        .containsExactly(
            new Event.OutputCut(2, 20),
            new Event.KillRequested(Cause.OUTPUT_LIMIT, NOW),
            new Event.OutputCut(4, 40));
    assertThat(more).containsExactly(new Event.OutputCut(5, 50));
  }

  @Test
  void aCommandThatWritesJustItsLimitIsNotTruncatedAndOneThatExitsFirstKeepsItsCode() {
    State just = endedWith(Samples.after(running(Policy.END), wrote(1, LIMIT)), 2);
    State more = endedWith(Samples.after(running(Policy.END), wrote(1, LIMIT + 1)), 2);

    assertThat(((State.Ended) just).outcome())
        .isEqualTo(new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true, false));
    assertThat(((State.Ended) more).outcome())
        .isEqualTo(new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true, true));
  }

  private static State endedWith(State state, long sequence) {
    return Samples.after(
        state,
        reports(
            exit(sequence, 0),
            end(sequence + 1, Channel.STDOUT),
            end(sequence + 2, Channel.STDERR)));
  }

  @Test
  @Tag("O24")
  void whatIsBlockedGoesOnWhenOutputWasRemoved() {
    State full = Samples.after(running(Policy.BLOCK), wrote(1, LIMIT));

    State freed = Samples.after(full, trimmed(1));

    assertThat(OutputLimits.isBlocked(full)).isTrue();
    assertThat(OutputLimits.isBlocked(freed)).isFalse();
    assertThat(((State.Known) freed).progress().offset()).isEqualTo(new Offset(LIMIT));
  }

  @Test
  @Tag("O35")
  void theNewestIsKeptAtItsOffsetsAndTheRestGoesInSteps() {
    State state = Samples.after(running(Policy.KEEP_NEWEST), wrote(1, LIMIT), wrote(2, 3));

    State kept = Samples.after(state, trimmed(4));
    State next = Samples.after(kept, wrote(3, 2));

    // Of eleven bytes seven eighths of the limit stay.
    assertThat(OutputLimits.excess(state)).isEqualTo(new Offset(4));
    assertThat(OutputLimits.excess(kept)).isNull();
    assertThat(OutputLimits.excess(next)).isEqualTo(new Offset(6));
    assertThat(((State.Known) next).progress().offset()).isEqualTo(new Offset(13));
  }

  @Test
  void anEndThatComesBeforeItsTrimSaysThatTheLogIsTruncated() {
    State ended = endedWith(Samples.after(running(Policy.KEEP_NEWEST), wrote(1, LIMIT + 1)), 2);

    assertThat(OutputLimits.excess(ended)).isEqualTo(new Offset(2));
    assertThat(((State.Ended) ended).outcome().truncated()).isTrue();
  }
}
