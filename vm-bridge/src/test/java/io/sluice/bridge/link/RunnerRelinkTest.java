package io.sluice.bridge.link;

import static io.sluice.bridge.link.RunnerRig.FIRST;
import static io.sluice.bridge.link.RunnerRig.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import io.sluice.protocol.runner.RunnerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executions over links that break: what is unacknowledged leaves again, and nothing else. */
@Tag("L17")
class RunnerRelinkTest {
  @TempDir Path state;
  private RunnerRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new RunnerRig(state);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  @Tag("O34")
  void whatWasNotCommittedIsSentAgainWithTheSameBoundaries() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "echo one; read go; echo two; exit 5", StdinMode.OPEN));
    Report first = report(link);

    link.close();
    RunnerRig.Greeted greeted = rig.hello();
    TestSocket next = rig.welcomed(greeted, Map.of(FIRST, 0L));
    Report again = report(next);
    next.send(new GatewayFrame.Acknowledged(FIRST, 1));
    next.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("go\n")));
    Heard heard = new Heard(next).untilOver(FIRST);

    assertThat(greeted.held())
        .containsExactly(new RunnerFrame.Held(FIRST, 1, 0, StdinOffset.ZERO, false));
    assertThat(again).isEqualTo(first);
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("two\n");
    assertThat(heard.sequences(FIRST)).startsWith(2L);
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(5));
  }

  @Test
  @Tag("O34")
  void whatIsCommittedIsNotSentAgainThoughItsAcknowledgementWasLost() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "echo one; read go; echo two", StdinMode.OPEN));
    report(link);

    link.close();
    TestSocket next = rig.welcomed(rig.hello(), Map.of(FIRST, 1L));
    next.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("go\n")));

    assertThat(new Heard(next).untilOver(FIRST).sequences(FIRST)).startsWith(2L);
  }

  @Test
  @Tag("O4")
  void whatEndedWhileNobodyWasLinkedIsTold() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "read go; echo late; exit 3", StdinMode.OPEN));
    new Heard(link).until(RunnerFrame.Started.class::isInstance);
    link.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("go\n")));
    new Heard(link)
        .ignoring(FIRST)
        .until(
            frame ->
                frame instanceof RunnerFrame.StdinAcknowledged(_, var upTo, _)
                    && upTo.bytes() == 3);

    link.close();
    Heard heard = new Heard(rig.welcomed(rig.hello(), Map.of(FIRST, 0L))).untilOver(FIRST);

    assertThat(heard.frames().getFirst()).isInstanceOf(RunnerFrame.Started.class);
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("late\n");
    assertThat(heard.status(FIRST)).isEqualTo(new ExitStatus.Code(3));
    assertThat(heard.sequences(FIRST)).isEqualTo(heard.countedFromOne(FIRST));
  }

  @Test
  @Tag("O24")
  void whileNobodyIsLinkedReadingStopsAtTheBoundAndNothingIsLost() throws Exception {
    TestSocket link = rig.welcomed();
    int lines = 400_000;
    link.send(start(FIRST, "seq -f %07.0f 1 " + lines));
    new Heard(link).until(RunnerFrame.Started.class::isInstance);

    link.close();
    rig.hello().link().close();
    RunnerRig.Greeted greeted = rig.hello();
    greeted.link().close();
    RunnerFrame.Held held = greeted.held().getFirst();
    long windowReports = LinkLimits.OUTPUT_WINDOW_REPORTS;
    CutReading reading = new CutReading(rig, 7);

    assertThat(held.lastSequence() - held.lastAcknowledged()).isBetween(0L, windowReports);
    assertThat(reading.untilOver(FIRST)).isEqualTo(numbered(lines));
  }

  @Test
  @Tag("L7")
  void aFailedStartIsToldUntilItIsAcknowledged() throws Exception {
    RunnerFrame failed =
        new RunnerFrame.StartFailed(
            FIRST, StartFailure.PROGRAM_NOT_FOUND, "sluice: nosuch: command not found");
    TestSocket link = rig.welcomed();
    link.send(
        start(
            FIRST,
            new CommandSpec("nosuch", List.of(), Map.of(), null, null, null, StdinMode.CLOSED)));
    RunnerFrame first =
        new Heard(link).ignoring(FIRST).until(RunnerFrame.StartFailed.class::isInstance);

    link.close();
    TestSocket next = rig.welcomed(rig.hello(), Map.of(FIRST, 0L));
    RunnerFrame again =
        new Heard(next).ignoring(FIRST).until(RunnerFrame.StartFailed.class::isInstance);
    next.send(new GatewayFrame.Acknowledged(FIRST, 3));
    next.send(new GatewayFrame.Beat(1));
    new Heard(next).untilHeard(new RunnerFrame.BeatAnswered(1));
    next.close();

    assertThat(List.of(first, again)).containsOnly(failed);
    assertThat(rig.hello().held()).isEmpty();
  }

  @Test
  @Tag("I7")
  @Tag("I12")
  void inputThatIsSentAgainByAnotherLinkIsAppliedOnceAndItsEndToo() throws Exception {
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "cat", StdinMode.OPEN));
    link.send(new GatewayFrame.Stdin(FIRST, StdinOffset.ZERO, Payload.utf8("abcd")));
    Heard before = new Heard(link).ignoring(FIRST);
    before.untilHeard(new RunnerFrame.StdinAcknowledged(FIRST, new StdinOffset(4), false));

    link.close();
    RunnerRig.Greeted greeted = rig.hello();
    TestSocket next = rig.welcomed(greeted, Map.of(FIRST, 0L));
    next.send(new GatewayFrame.Stdin(FIRST, new StdinOffset(2), Payload.utf8("cdef")));
    next.send(new GatewayFrame.StdinEnd(FIRST, new StdinOffset(6)));
    Heard heard = new Heard(next).untilOver(FIRST);

    assertThat(greeted.held().getFirst().stdinApplied()).isEqualTo(new StdinOffset(4));
    assertThat(heard.text(FIRST, Channel.STDOUT)).isEqualTo("abcdef");
    heard.untilHeard(new RunnerFrame.StdinAcknowledged(FIRST, new StdinOffset(6), true));
  }

  @Test
  @Tag("O34")
  void overManyCutsEveryByteIsJournaledOnceInOrder() throws Exception {
    int lines = 400_000;
    TestSocket link = rig.welcomed();
    link.send(start(FIRST, "seq -f %07.0f 1 " + lines));
    new Heard(link).until(RunnerFrame.Started.class::isInstance);
    link.close();

    CutReading reading = new CutReading(rig, 11);

    assertThat(reading.untilOver(FIRST)).isEqualTo(numbered(lines));
    assertThat(reading.cuts).isGreaterThan(5);
    assertThat(reading.repeated).isPositive();
  }

  private static String numbered(int lines) {
    return IntStream.rangeClosed(1, lines)
        .mapToObj("%07d\n"::formatted)
        .collect(Collectors.joining());
  }

  private static Report report(TestSocket link) throws IOException {
    while (true) {
      if (link.receive() instanceof RunnerFrame.Reported(_, Report report)) {
        return report;
      }
    }
  }

  /**
   * A journal whose links break, up to the last: some committed what they did not acknowledge, some
   * less.
   */
  private static final class CutReading {
    private static final int CUTS = 20;

    private final RunnerRig rig;
    private final Random random;
    private final ByteArrayOutputStream journal = new ByteArrayOutputStream();
    private final List<Report> uncommitted = new ArrayList<>();
    private long committed;
    private int ends;
    private int cuts;
    private long repeated;
    private long newest;

    CutReading(RunnerRig rig, long seed) {
      this.rig = rig;
      this.random = new Random(seed);
    }

    String untilOver(ExecutionId id) throws Exception {
      while (ends < 3) {
        TestSocket link = rig.welcomed(rig.hello(), Map.of(id, committed));
        int reports = cuts < CUTS ? random.nextInt(3) : Integer.MAX_VALUE;
        while (ends < 3 && reports-- > 0) {
          receive(link);
          commit();
          if (ends < 3) {
            link.send(new GatewayFrame.Acknowledged(id, committed));
          }
        }
        if (ends < 3) {
          receive(link);
          if (random.nextBoolean()) {
            commit();
          }
        }
        uncommitted.clear();
        cuts++;
        link.close();
      }
      return journal.toString(StandardCharsets.US_ASCII);
    }

    private void receive(TestSocket link) throws IOException {
      Report report = report(link);
      assertThat(report.sequence()).isEqualTo(committed + 1);
      repeated += report.sequence() <= newest ? 1 : 0;
      newest = Math.max(newest, report.sequence());
      uncommitted.add(report);
    }

    private void commit() {
      for (Report report : uncommitted) {
        committed = report.sequence();
        if (report instanceof Report.Output output) {
          journal.writeBytes(output.payload().toByteArray());
        } else {
          ends++;
        }
      }
      uncommitted.clear();
    }
  }
}
