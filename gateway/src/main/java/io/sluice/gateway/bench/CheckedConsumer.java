package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.V1ServerFrame;
import java.nio.charset.StandardCharsets;

/** A consumer by the reference client that checks every byte. One thread reads. */
final class CheckedConsumer implements AutoCloseable {
  private final ExecutionStream stream;
  private final RecordReader records;

  /**
   * @param start where the stream begins
   */
  CheckedConsumer(
      ExecutionStream stream, RecordLayout layout, Offset start, RecordReader.Listener listener) {
    this.stream = stream;
    this.records = new RecordReader(layout, start, listener);
  }

  /** Blocks for output, and checks it. */
  void nextOutput() throws UserFailure, InterruptedException {
    long before = position();
    while (position() == before) {
      if (next() instanceof StreamItem.Ended(var end)) {
        throw new UserFailure("a consumer ended early: " + end);
      }
    }
  }

  /** Reads to the end, and how it came. */
  StreamEnd readToEnd() throws UserFailure, InterruptedException {
    while (true) {
      if (next() instanceof StreamItem.Ended(var end)) {
        return end;
      }
    }
  }

  /** Reads to the exit, which must follow every byte. */
  V1ServerFrame.Exit readToExit() throws UserFailure, InterruptedException {
    StreamEnd end = readToEnd();
    if (!(end instanceof StreamEnd.Exited(var exit))) {
      throw new UserFailure("a consumer ended early: " + end);
    }
    long bytes = exit.totals().stdoutBytes() + exit.totals().stderrBytes();
    if (exit.offset().bytes() != position() || bytes != position()) {
      throw new UserFailure("output was lost: the exit came at " + position() + ": " + exit);
    }
    return exit;
  }

  private StreamItem next() throws UserFailure, InterruptedException {
    StreamItem item = stream.next();
    if (item instanceof StreamItem.Output output) {
      if (output.channel() == Channel.STDERR) {
        throw new UserFailure("the process says: " + text(output.bytes()));
      }
      records.take(output.offset(), output.bytes().asByteBuffer());
    } else if (item instanceof StreamItem.Missing) {
      throw new UserFailure("output was lost: " + item);
    }
    return item;
  }

  private static String text(Payload bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The offset of the byte that is to come next. */
  long position() {
    return records.position();
  }

  void acknowledge() throws InterruptedException {
    stream.acknowledge();
  }

  @Override
  public void close() {
    stream.close();
  }
}
