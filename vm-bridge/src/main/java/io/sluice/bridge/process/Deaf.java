package io.sluice.bridge.process;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.runner.ProcessListener;
import java.nio.ByteBuffer;

/** Takes the place of a listener that wants to hear nothing more; it never holds reading back. */
final class Deaf implements ProcessListener {
  @Override
  public int room() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void output(Channel channel, long timeMicros, ByteBuffer bytes) {}

  @Override
  public void channelEnded(Channel channel, long timeMicros, ChannelEnding ending) {}

  @Override
  public void exited(long timeMicros, ExitStatus status, boolean timedOut) {}

  @Override
  public void flushed(long number) {}

  @Override
  public void stdinWritten(int bytes) {}

  @Override
  public void stdinClosed() {}
}
