package io.sluice.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.execution.Assignment;
import io.sluice.protocol.execution.Command;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Incarnation;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.RunnerId;
import io.sluice.protocol.runner.LinkLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final Assignment BY = new Assignment(new RunnerId("r"), new Incarnation("i"));
  private static final Command START = new Command.ConfirmStart(BY, 7);

  private final Gathering gathering = new Gathering();

  @Test
  void aStartAndClosedChannelsAloneAreNotesThatWaitForTheRest() {
    gathering.add(START);
    gathering.add(report(channelEnd(1, Channel.STDOUT)));
    boolean before = gathering.holdsOnlyNotes();

    gathering.add(report(new Report.Exited(2, 10, new ExitStatus.Code(0), false)));

    assertThat(before).isTrue();
    assertThat(gathering.holdsOnlyNotes()).isFalse();
  }

  @Test
  @Tag("O27")
  void outputIsNeverHeldBack() {
    gathering.add(START);

    gathering.add(report(output(1, "x")));

    assertThat(gathering.holdsOnlyNotes()).isFalse();
  }

  @Test
  void whatComesDuringACommitIsTheNextBatchWithItsReportsAsOneCommand() {
    gathering.add(report(output(1, "a")));
    List<Command> first = gathering.next();
    gathering.add(report(output(2, "b")));
    gathering.add(report(output(3, "c")));

    List<Command> whileInFlight = gathering.next();
    gathering.answered(gathering.batch());
    List<Command> second = gathering.next();

    assertThat(first).containsExactly(report(output(1, "a")));
    assertThat(whileInFlight).isEmpty();
    assertThat(second)
        .containsExactly(new Command.TakeReports(BY, List.of(output(2, "b"), output(3, "c"))));
  }

  @Test
  @Tag("O24")
  void reportsThatCameTogetherCountEachAgainstTheWindow() {
    List<Report> half = new ArrayList<>();
    for (int sequence = 1; sequence <= LinkLimits.OUTPUT_WINDOW_REPORTS / 2; sequence++) {
      half.add(output(sequence, "x"));
    }
    Command together = new Command.TakeReports(BY, half);
    boolean first = gathering.add(together);
    boolean second = gathering.add(together);

    boolean beyond = gathering.add(report(output(1, "x")));

    assertThat(first && second).isTrue();
    assertThat(beyond).isFalse();
  }

  @Test
  @Tag("O24")
  void aBatchMakesRoomForAsManyReportsAsItTook() {
    List<Report> window = new ArrayList<>();
    for (int sequence = 1; sequence <= LinkLimits.OUTPUT_WINDOW_REPORTS; sequence++) {
      window.add(output(sequence, "x"));
    }
    gathering.add(new Command.TakeReports(BY, window));
    gathering.next();

    assertThat(gathering.add(new Command.TakeReports(BY, window))).isTrue();
    assertThat(gathering.add(report(output(1, "x")))).isFalse();
  }

  @Test
  @Tag("O24")
  void whoSendsMoreThanTheWindowIsRefusedAndItIsNotKept() {
    Payload chunk = Payload.owning(new byte[Report.MAX_PAYLOAD_BYTES]);
    int chunks = LinkLimits.OUTPUT_WINDOW_BYTES / Report.MAX_PAYLOAD_BYTES;
    boolean fits = true;
    for (int sequence = 1; sequence <= chunks; sequence++) {
      fits &= gathering.add(report(new Report.Output(sequence, Channel.STDOUT, 0, chunk)));
    }

    boolean beyond = gathering.add(report(output(chunks + 1, "x")));

    assertThat(fits).isTrue();
    assertThat(beyond).isFalse();
  }

  @Test
  void anUnansweredBatchIsGivenAgainAsItWas() {
    gathering.add(report(output(1, "a")));
    List<Command> batch = gathering.next();

    List<Command> again = gathering.unanswered();

    assertThat(again).isEqualTo(batch);
    assertThat(gathering.isIdle()).isFalse();
  }

  private static Command report(Report report) {
    return new Command.TakeReports(BY, List.of(report));
  }

  private static Report output(long sequence, String text) {
    return new Report.Output(sequence, Channel.STDOUT, 0, Payload.utf8(text));
  }

  private static Report channelEnd(long sequence, Channel channel) {
    return new Report.ChannelEnded(sequence, channel, 0, ChannelEnding.COMPLETE);
  }
}
