package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.program;
import static io.sluice.bridge.process.Commands.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessOutputTest {
  @TempDir Path state;
  private DriverRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DriverRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  @Tag("O26")
  void eachStreamComesOnItsOwnChannel() {
    Recorder ended = rig.run(shell("echo out; echo err >&2"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("out\n");
    assertThat(ended.text(Channel.STDERR)).isEqualTo("err\n");
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(ended.ending(Channel.STDERR)).isEqualTo(ChannelEnding.COMPLETE);
    assertThat(ended.timesNeverWentBack()).isTrue();
  }

  @Test
  @Tag("O4")
  @Tag("L5")
  void twoHundredShortCommandsAtOnceAreAllWholeAndKeepTheirOwnExits() throws Exception {
    List<Recorder> recorders = new ArrayList<>();
    List<Thread> starters = new ArrayList<>();

    for (int i = 0; i < 200; i++) {
      Recorder recorder = new Recorder();
      int number = i;
      recorders.add(recorder);
      starters.add(
          Thread.startVirtualThread(
              () -> rig.start(shell("echo " + number + "; exit " + number), recorder)));
    }
    for (Thread starter : starters) {
      starter.join();
    }

    for (int i = 0; i < 200; i++) {
      Recorder ended = recorders.get(i).awaitEnd();
      assertThat(ended.text(Channel.STDOUT)).isEqualTo(i + "\n");
      assertThat(ended.status()).isEqualTo(new ExitStatus.Code(i));
    }
  }

  @Test
  @Tag("O25")
  void outputIsOpaqueBytes() {
    Recorder ended = rig.run(shell("printf '\\000\\377\\200\\r\\n\\303'"));

    assertThat(ended.raw(Channel.STDOUT))
        .isEqualTo(new byte[] {0, (byte) 0xff, (byte) 0x80, 13, 10, (byte) 0xc3});
  }

  @Test
  @Tag("O24")
  void aListenerWithoutRoomHoldsTheProcessBackAndNothingIsDropped() {
    Recorder recorder = new Recorder(100_000);
    RunningProcess process = rig.start(program("head", "-c", "3000000", "/dev/zero"), recorder);

    recorder.awaitHeldBack();
    boolean endedWhileHeldBack = recorder.hasEnded();
    int takenWhileHeldBack = recorder.raw(Channel.STDOUT).length;
    recorder.giveRoom(Integer.MAX_VALUE);
    process.resumeReading();
    recorder.awaitEnd();

    assertThat(endedWhileHeldBack).isFalse();
    assertThat(takenWhileHeldBack).isEqualTo(100_000);
    assertThat(recorder.raw(Channel.STDOUT)).hasSize(3_000_000);
  }

  @Test
  @Tag("O6")
  @Tag("O7")
  void aGrandchildThatHoldsThePipeIsAbandonedAfterTheBound() {
    Recorder ended = rig.run(shell("echo mine; sleep 30 & echo $!; exit 3"));

    List<String> lines = ended.text(Channel.STDOUT).lines().toList();
    assertThat(lines.getFirst()).isEqualTo("mine");
    assertThat(Processes.end(Long.parseLong(lines.getLast()))).isTrue();
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(3));
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.ABANDONED);
    assertThat(ended.ending(Channel.STDERR)).isEqualTo(ChannelEnding.ABANDONED);
  }

  @Test
  @Tag("O6")
  void aGrandchildThatWritesForEverIsAbandonedToo() {
    Recorder ended = rig.run(shell("yes & exit 0"));

    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.ABANDONED);
  }

  @Test
  @Tag("O6")
  void aGrandchildThatEndsWithinTheBoundIsHeardToItsEnd() throws IOException {
    Recorder ended;
    Duration patience = Duration.ofSeconds(20);

    try (DriverRig patient = new DriverRig(state.resolve("patient"), patience, patience)) {
      ended = patient.run(shell("(sleep 0.05; echo late) & exit 0"));
    }

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("late\n");
    assertThat(ended.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
  }

  @Test
  @Tag("O7")
  @Tag("O24")
  void theBoundDoesNotRunWhileTheListenerHoldsTheReadingBack() throws Exception {
    Recorder recorder = new Recorder(1);
    RunningProcess process = rig.start(shell("printf '%01000d' 0; exit 0"), recorder);
    Recorder other = new Recorder();

    recorder.awaitHeldBack().awaitExit();
    rig.start(shell("sleep 30 & echo $!; exit 0"), other);
    other.awaitEnd();
    boolean outlived = Processes.end(Long.parseLong(other.text(Channel.STDOUT).strip()));
    recorder.giveRoom(Integer.MAX_VALUE);
    process.resumeReading();
    recorder.awaitEnd();

    assertThat(outlived).isTrue();
    assertThat(other.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.ABANDONED);
    assertThat(recorder.raw(Channel.STDOUT)).hasSize(1000);
    assertThat(recorder.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
  }

  @Test
  @Tag("O20")
  void aChannelEndsWithoutTheOther() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("exec 2>&-; echo x; exec sleep 30"), recorder);

    recorder.awaitText(Channel.STDOUT, "x");
    recorder.awaitEnding(Channel.STDERR);
    boolean ended = recorder.hasEnded();
    process.kill();
    recorder.awaitEnd();

    assertThat(ended).isFalse();
    assertThat(recorder.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.COMPLETE);
  }

  @Test
  @Tag("O27")
  void theFirstBytesComeWhileTheProcessRuns() {
    Recorder recorder = new Recorder();
    RunningProcess process = rig.start(shell("echo first; exec sleep 30"), recorder);

    recorder.awaitText(Channel.STDOUT, "first");
    boolean ended = recorder.hasEnded();
    process.kill();
    recorder.awaitEnd();

    assertThat(ended).isFalse();
    assertThat(recorder.status()).isEqualTo(new ExitStatus.Signalled(9));
  }
}
