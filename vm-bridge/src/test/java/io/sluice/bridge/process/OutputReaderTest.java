package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutputReaderTest {
  @Test
  @Tag("O21")
  void aFailureToReadIsToldAfterAllThatWasReadBefore() throws Exception {
    Recorder recorder = new Recorder();

    try (Reactor reactor = Reactor.start(System::nanoTime)) {
      int master = Descriptors.openTerminal();
      try (OutputStream slave = new FileOutputStream(Descriptors.terminalName(master))) {
        slave.write("abc".getBytes(StandardCharsets.US_ASCII));
        // Not as a terminal's: the error by which a terminal ends is then what it is.
        reactor.execute(
            () ->
                new OutputReader(reactor, master, Channel.STDOUT, false, new Told(recorder))
                    .resume());
      }
      recorder.awaitEnding(Channel.STDOUT);
    }

    assertThat(recorder.text(Channel.STDOUT)).isEqualTo("abc");
    assertThat(recorder.ending(Channel.STDOUT)).isEqualTo(ChannelEnding.READ_FAILED);
  }

  /** What a reader tells its owner. */
  private record Told(Recorder recorder) implements OutputReader.Owner {
    @Override
    public int room() {
      return recorder.room();
    }

    @Override
    public void output(Channel channel, ByteBuffer bytes) {
      assertThat(recorder.ending(channel)).isNull();
      recorder.output(channel, 0, bytes);
    }

    @Override
    public void heldBack() {}

    @Override
    public void ended(Channel channel, ChannelEnding ending) {
      recorder.channelEnded(channel, 0, ending);
    }
  }
}
