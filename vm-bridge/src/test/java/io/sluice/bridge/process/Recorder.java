package io.sluice.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.ProcessListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what a process told; waits are for facts, with a limit that only a failure reaches. */
final class Recorder implements ProcessListener {
  private static final long PATIENCE_SECONDS = 30;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Channel, ByteArrayOutputStream> bytes = new EnumMap<>(Channel.class);
  private final Map<Channel, ChannelEnding> endings = new EnumMap<>(Channel.class);
  private final Map<Long, String> flushes = new HashMap<>();
  private @Nullable ExitStatus status;
  private boolean timedOut;
  private long written;
  private int closes;
  private int room;
  private long lastMicros;
  private boolean ordered = true;

  Recorder() {
    this(Integer.MAX_VALUE);
  }

  /**
   * @param room how many bytes it takes before it holds the reading back
   */
  Recorder(int room) {
    this.room = room;
    for (Channel channel : Channel.values()) {
      bytes.put(channel, new ByteArrayOutputStream());
    }
  }

  Recorder awaitEnd() {
    return await(() -> status != null && endings.size() == 2);
  }

  Recorder awaitText(Channel channel, String text) {
    return await(() -> bytes(channel).toString(StandardCharsets.UTF_8).contains(text));
  }

  Recorder awaitLines(Channel channel, int count) {
    return await(() -> bytes(channel).toString(StandardCharsets.UTF_8).lines().count() >= count);
  }

  Recorder awaitWritten(long count) {
    return await(() -> written >= count);
  }

  /** What had come of both channels when the flush was answered. */
  String awaitFlushed(long number) {
    await(() -> flushes.containsKey(number));
    return locked(() -> Objects.requireNonNull(flushes.get(number)));
  }

  boolean isFlushed(long number) {
    return locked(() -> flushes.containsKey(number));
  }

  Recorder awaitStdinClosed() {
    return await(() -> closes > 0);
  }

  Recorder awaitExit() {
    return await(() -> status != null);
  }

  Recorder awaitEnding(Channel channel) {
    return await(() -> endings.containsKey(channel));
  }

  Recorder awaitHeldBack() {
    return await(() -> room == 0);
  }

  void giveRoom(int more) {
    change(() -> room += more);
  }

  String text(Channel channel) {
    return locked(() -> bytes(channel).toString(StandardCharsets.UTF_8));
  }

  byte[] raw(Channel channel) {
    return locked(() -> bytes(channel).toByteArray());
  }

  @Nullable ExitStatus status() {
    return locked(() -> status);
  }

  @Nullable ChannelEnding ending(Channel channel) {
    return locked(() -> endings.get(channel));
  }

  boolean hasEnded() {
    return locked(() -> status != null && endings.size() == 2);
  }

  boolean timedOut() {
    return locked(() -> timedOut);
  }

  long written() {
    return locked(() -> written);
  }

  int closes() {
    return locked(() -> closes);
  }

  boolean timesNeverWentBack() {
    return locked(() -> ordered);
  }

  @Override
  public int room() {
    return locked(() -> room);
  }

  @Override
  public void output(Channel channel, long timeMicros, ByteBuffer from) {
    byte[] copy = new byte[from.remaining()];
    from.get(copy);
    change(
        () -> {
          at(timeMicros);
          bytes(channel).writeBytes(copy);
          room -= copy.length;
        });
  }

  @Override
  public void channelEnded(Channel channel, long timeMicros, ChannelEnding ending) {
    change(
        () -> {
          at(timeMicros);
          assertThat(endings.put(channel, ending)).isNull();
        });
  }

  @Override
  public void exited(long timeMicros, ExitStatus exit, boolean byTimeout) {
    change(
        () -> {
          at(timeMicros);
          assertThat(status).isNull();
          status = exit;
          timedOut = byTimeout;
        });
  }

  @Override
  public void flushed(long number) {
    change(
        () ->
            flushes.put(
                number,
                bytes(Channel.STDOUT).toString(StandardCharsets.UTF_8)
                    + bytes(Channel.STDERR).toString(StandardCharsets.UTF_8)));
  }

  @Override
  public void stdinWritten(int count) {
    change(() -> written += count);
  }

  @Override
  public void stdinClosed() {
    change(() -> closes++);
  }

  private void at(long timeMicros) {
    ordered = ordered && timeMicros >= lastMicros;
    lastMicros = timeMicros;
  }

  private ByteArrayOutputStream bytes(Channel channel) {
    return Objects.requireNonNull(bytes.get(channel));
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      step.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  private Recorder await(BooleanSupplier fact) {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!fact.getAsBoolean()) {
        assertThat(left)
            .as("time left to wait; stderr: %s", bytes.get(Channel.STDERR))
            .isPositive();
        left = changed.awaitNanos(left);
      }
      return this;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    } finally {
      lock.unlock();
    }
  }
}
