package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReplaySinkTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final Console console =
      new Console(new ByteArrayInputStream(new byte[0]), out, error, Map.of());

  /** Writes into the output how long it waits. */
  private final Pace pace =
      new Pace(
          new Pace.Clock() {
            private long now;

            @Override
            public long nanos() {
              return now;
            }

            @Override
            public void await(long nanos) throws InterruptedException {
              if (Thread.interrupted()) {
                throw new InterruptedException();
              }
              now += nanos;
              out.writeBytes(("<" + nanos / 1_000_000_000 + "s>").getBytes(StandardCharsets.UTF_8));
            }
          },
          1,
          null,
          null);

  private static StreamItem.Output output(Channel channel, int second, String text) {
    return new StreamItem.Output(channel, Offset.ZERO, second * 1_000_000L, Payload.utf8(text));
  }

  @Test
  @Tag("T5")
  @Tag("O26")
  void eachByteComesOnItsChannelAtItsTime() throws Exception {
    ReplaySink sink = new ReplaySink(RawOutput.watched(console), pace, null);

    sink.take(output(Channel.STDOUT, 1, "a\u001b[6n"));
    sink.take(output(Channel.STDERR, 1, "err"));
    sink.take(output(Channel.STDOUT, 3, "b"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("<1s>a\u001b[6n<2s>b");
    assertThat(error.toString(StandardCharsets.UTF_8)).isEqualTo("err");
  }

  @Test
  @Tag("O18")
  void aGapIsALine() throws Exception {
    ReplaySink sink = new ReplaySink(RawOutput.watched(console), pace, null);

    sink.take(new StreamItem.Missing(Channel.STDOUT, ByteRange.of(3, 9), "trimmed"));

    assertThat(error.toString(StandardCharsets.UTF_8))
        .isEqualTo("sluice: output is missing from 3 to 9: trimmed\n");
  }

  @Test
  void whatATerminalWouldAnswerIsLeftOutAlsoWhereItIsCut() throws Exception {
    ReplaySink sink = new ReplaySink(RawOutput.withoutQueries(console), pace, null);

    sink.take(output(Channel.STDOUT, 0, "a\u001b["));
    sink.take(output(Channel.STDERR, 0, "e\u001b[c"));
    sink.take(output(Channel.STDOUT, 0, "6nb\u00e9\u001b]11"));
    sink.take(new StreamItem.ChannelEnded(Channel.STDOUT, 9, Offset.ZERO));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ab\u00e9");
    assertThat(error.toString(StandardCharsets.UTF_8)).isEqualTo("e");
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    ReplaySink sink = new ReplaySink(RawOutput.watched(console), pace, null);
    Thread.currentThread().interrupt();

    boolean more = sink.take(output(Channel.STDOUT, 1, "a"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(more).isFalse();
    assertThat(out.size()).isZero();
  }
}
