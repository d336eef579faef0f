package io.sluice.protocol.client;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.StdinOffset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1ServerFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with one log that loses connections at random bytes, and with them the input that the
 * process did not get. It ends when all output is acknowledged and the input has ended.
 */
final class FakeLogGateway implements FakePeer.Script {
  /** A start that is named by a word is the start of the log. */
  private static final Pattern FROM = Pattern.compile("[?&]from=(\\d+)");

  private static final int RUN_BYTES = 1000;
  private static final int WINDOW_BYTES = 40_000;
  private static final int CREDIT_BYTES = 20_000;

  private final byte[] log;
  private final Random random;
  private final ByteArrayOutputStream applied = new ByteArrayOutputStream();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private int cutsLeft;
  private int connections;
  private long acknowledged;
  private boolean ended;
  private @Nullable String fault;

  FakeLogGateway(byte[] log, int cuts, long seed) {
    this.log = log;
    this.cutsLeft = cuts;
    this.random = new Random(seed);
  }

  /** Output comes in runs, from one channel and the other. */
  static Channel channelAt(long offset) {
    return offset / RUN_BYTES % 2 == 0 ? Channel.STDOUT : Channel.STDERR;
  }

  synchronized byte[] applied() {
    return applied.toByteArray();
  }

  synchronized int connections() {
    return connections;
  }

  synchronized @Nullable String fault() {
    return fault;
  }

  @Override
  public void answer(FakePeer.Request request) throws IOException {
    Matcher query = FROM.matcher(request.target());
    long from = query.find() ? Long.parseLong(query.group(1)) : 0;
    int mine;
    int kept;
    synchronized (this) {
      connections++;
      mine = connections;
      acknowledged = Math.max(acknowledged, from);
      received.reset();
      received.writeBytes(applied.toByteArray());
      kept = applied.size();
    }
    request.upgrade();
    request.send(Streams.controlling(from, kept, kept + CREDIT_BYTES));
    Thread reading = Thread.ofVirtual().start(() -> read(request, mine));
    try {
      write(request, from, mine);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    } finally {
      reading.interrupt();
    }
  }

  private void write(FakePeer.Request request, long from, int mine)
      throws IOException, InterruptedException {
    long offset = from;
    while (offset < log.length) {
      awaitRoom(offset, mine);
      if (isTimeToCut(mine)) {
        request.frame(0x82, "\u0001half a head");
        throw new SocketException("cut here");
      }
      int most = (int) Math.min(RUN_BYTES - offset % RUN_BYTES, log.length - offset);
      int size = 1 + random.nextInt(most);
      byte[] part = Arrays.copyOfRange(log, (int) offset, (int) offset + size);
      request.send(
          new V1ServerFrame.Output(
              channelAt(offset), new Offset(offset), offset, Payload.owning(part)));
      offset += size;
    }
    awaitEnd(mine);
    request.send(Streams.exit(3, log.length));
    request.close(1000);
    request.silence();
  }

  /** The first one is lost before it brought a byte: the next has no offset to name. */
  private synchronized boolean isTimeToCut(int mine) {
    if (mine == 1 || (cutsLeft > 0 && random.nextInt(12) == 0)) {
      cutsLeft--;
      return true;
    }
    return false;
  }

  private synchronized void awaitRoom(long offset, int mine)
      throws IOException, InterruptedException {
    while (offset - acknowledged > WINDOW_BYTES) {
      requireMine(mine);
      wait();
    }
    requireMine(mine);
  }

  private synchronized void awaitEnd(int mine) throws IOException, InterruptedException {
    while (acknowledged < log.length || !ended) {
      requireMine(mine);
      wait();
    }
  }

  private void requireMine(int mine) throws IOException {
    if (mine != connections) {
      throw new IOException("another connection took over");
    }
  }

  private void read(FakePeer.Request request, int mine) {
    try {
      while (true) {
        took(request, request.next(), mine);
      }
    } catch (IOException _) {
      // It was cut.
    }
  }

  private synchronized void took(FakePeer.Request request, V1ClientFrame frame, int mine)
      throws IOException {
    requireMine(mine);
    switch (frame) {
      case V1ClientFrame.Acknowledge(var offset) -> acknowledged = offset.bytes();
      case V1ClientFrame.Stdin(var offset, var payload) -> stdin(request, offset, payload);
      case V1ClientFrame.EndStdin(var offset) -> {
        apply();
        ended = ended || offset.bytes() == applied.size();
      }
      case V1ClientFrame.Credit _,
          V1ClientFrame.Resize _,
          V1ClientFrame.SendSignal _,
          V1ClientFrame.Flush _ ->
          fault = "nobody asked for " + frame;
    }
    notifyAll();
  }

  private void stdin(FakePeer.Request request, StdinOffset offset, Payload payload)
      throws IOException {
    if (offset.bytes() != received.size()) {
      fault = "input came at " + offset + " and not at " + received.size();
      return;
    }
    received.writeBytes(payload.toByteArray());
    if (random.nextBoolean()) {
      apply();
      request.send(new V1ServerFrame.StdinAcknowledged(new StdinOffset(applied.size())));
    }
    request.send(new V1ServerFrame.StdinCredit(new StdinOffset(received.size() + CREDIT_BYTES)));
  }

  private void apply() {
    applied.reset();
    applied.writeBytes(received.toByteArray());
  }
}
