package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.BoxLimits;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.Driver;
import io.sluice.protocol.runner.ProcessListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a command by the driver alone and drops what it writes. */
final class DirectRun implements ProcessListener {
  private static final int ROOM_BYTES = 2 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 600;

  private final CountDownLatch endings = new CountDownLatch(3);

  private static final Driver.Home HOME = new Driver.Home(new BoxId("bench"), BoxLimits.NONE);

  private DirectRun() {}

  /** From the start until its exit and the end of its output are known, in nanoseconds. */
  static long nanos(Driver driver, List<String> command) throws UserFailure, InterruptedException {
    ExecutionId id = new ExecutionId(UUID.randomUUID().toString());
    CommandSpec spec =
        new CommandSpec(
            command.getFirst(),
            command.subList(1, command.size()),
            Map.of(),
            null,
            null,
            null,
            CommandSpec.StdinMode.OPEN);
    DirectRun run = new DirectRun();
    long begin = System.nanoTime();
    if (driver.start(id, HOME, spec, run) instanceof Driver.Launch.Failed(var _, String message)) {
      throw new UserFailure("the driver cannot start " + command.getFirst() + ": " + message);
    }
    if (!run.endings.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new UserFailure(command.getFirst() + " did not end");
    }
    return System.nanoTime() - begin;
  }

  @Override
  public int room() {
    return ROOM_BYTES;
  }

  @Override
  public void output(Channel channel, long timeMicros, ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  @Override
  public void channelEnded(Channel channel, long timeMicros, ChannelEnding ending) {
    endings.countDown();
  }

  @Override
  public void exited(long timeMicros, ExitStatus status, boolean timedOut) {
    endings.countDown();
  }

  @Override
  public void flushed(long number) {}

  @Override
  public void stdinWritten(int bytes) {}

  @Override
  public void stdinClosed() {}
}
