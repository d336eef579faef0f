package io.sluice.gateway.execution;

import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.runner.GatewayFrame;
import io.sluice.protocol.runner.LinkLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Numbers input and lets no more of it out than the runner has room for. Writers wait for their
 * answer, so what waits here is at most one part each.
 */
final class StdinGate {
  private final ExecutionId execution;
  private final Queue<IntakeMessage.WriteStdin> waiting = new ArrayDeque<>();
  private final List<ActorRef<StdinAnswer>> endings = new ArrayList<>();
  private Offset sent = Offset.ZERO;
  private Offset applied = Offset.ZERO;
  private boolean ended;
  private boolean closed;

  StdinGate(ExecutionId execution) {
    this.execution = execution;
  }

  /** Frames to send now. */
  List<GatewayFrame> write(IntakeMessage.WriteStdin message) {
    if (closed || ended) {
      message.replyTo().tell(StdinAnswer.CLOSED);
      return List.of();
    }
    waiting.add(message);
    return release();
  }

  /** Frames to send now; the end waits for what was written before it (I3). */
  List<GatewayFrame> end(ActorRef<StdinAnswer> replyTo) {
    if (closed || (ended && endings.isEmpty())) {
      replyTo.tell(StdinAnswer.TAKEN);
      return List.of();
    }
    ended = true;
    endings.add(replyTo);
    return release();
  }

  /** Frames to send now that the process took its input up to here. */
  List<GatewayFrame> applied(Offset offset, boolean nothingMore) {
    applied = offset.isBefore(applied) ? applied : offset;
    if (nothingMore) {
      close();
      return List.of();
    }
    return release();
  }

  /** Who wrote is gone; over a cut this input is at most once. */
  void forgetWaiting() {
    waiting.forEach(write -> write.replyTo().tell(StdinAnswer.CLOSED));
    waiting.clear();
  }

  /** Nothing is taken from now on; whoever waits is told. */
  void close() {
    closed = true;
    forgetWaiting();
    endings.forEach(end -> end.tell(StdinAnswer.TAKEN));
    endings.clear();
  }

  private List<GatewayFrame> release() {
    List<GatewayFrame> frames = new ArrayList<>();
    while (!waiting.isEmpty() && fits(waiting.element().bytes())) {
      IntakeMessage.WriteStdin write = waiting.remove();
      // Empty data is not end of input (I2), and nothing to send either.
      if (!write.bytes().isEmpty()) {
        frames.add(new GatewayFrame.Stdin(execution, sent, write.bytes()));
        sent = sent.plus(write.bytes().size());
      }
      write.replyTo().tell(StdinAnswer.TAKEN);
    }
    if (waiting.isEmpty() && !endings.isEmpty()) {
      frames.add(new GatewayFrame.StdinEnd(execution, sent));
      endings.forEach(end -> end.tell(StdinAnswer.TAKEN));
      endings.clear();
    }
    return frames;
  }

  private boolean fits(Payload bytes) {
    return sent.bytes() + bytes.size() - applied.bytes() <= LinkLimits.STDIN_WINDOW_BYTES;
  }
}
