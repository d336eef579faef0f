package io.sluice.gateway.cli;

import io.sluice.protocol.client.ClientFailure;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.util.Optional;

/** An execution on this console: its streams, its terminal, our signals, over any cut. */
record StreamSession(Console console, SluiceClient client, OutputSink sink) {

  /** Reads and nothing else. */
  StreamEnd read(StreamRequest request) throws IOException, InterruptedException {
    try (ExecutionStream stream = client.stream(request, settings())) {
      return stream.readTo(sink);
    }
  }

  /**
   * Reads, and gives it our input, our signals and, when it has a terminal, our keys.
   *
   * @param keys that leave it running
   */
  StreamEnd control(
      StreamRequest request, boolean inTerminal, SignalForwarding signals, DetachKeys keys)
      throws IOException, InterruptedException {
    String id = request.executionId();
    Optional<LocalTerminal> terminal = inTerminal ? LocalTerminal.open() : Optional.empty();
    try (ExecutionStream stream = client.stream(request, settings())) {
      signals.forwardTo(new ExecutionTarget(this, id));
      terminal.ifPresent(local -> local.enter(size -> resize(stream, size)));
      DetachKeys watched = terminal.isPresent() ? keys : DetachKeys.parse("");
      StdinPump.start(console.in(), stream, watched);
      StreamEnd end = stream.readTo(sink);
      sink.ended(end);
      return end;
    } finally {
      terminal.ifPresent(LocalTerminal::close);
    }
  }

  private static StreamSettings settings() {
    return StreamSettings.usual(Math::random);
  }

  private static void resize(ExecutionStream stream, TerminalSize size) {
    try {
      stream.resize(size);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The exit code of this process, after a line on what a person would wonder about. */
  int conclude(String id, StreamEnd end) {
    return switch (end) {
      case StreamEnd.Exited exited when !exited.isKnown() -> {
        console.say("the runner was lost; nobody knows how " + id + " ended");
        yield ExitCodes.UNKNOWN;
      }
      case StreamEnd.Exited(var exit) -> {
        if (exit.incomplete()) {
          console.say("the output is incomplete: something kept it open after the command's end");
        }
        if (exit.truncated()) {
          console.say("the output is incomplete: it reached its limit");
        }
        if (exit.reason().equals("timed_out")) {
          console.say("the command was ended because its time was up");
        }
        yield exit.exitCode();
      }
      case StreamEnd.Preempted(String by) -> {
        String who = by == null ? "somebody else" : by;
        console.say(who + " took control of " + id + ", which goes on");
        yield ExitCodes.PREEMPTED;
      }
      case StreamEnd.GaveUp(var _, String message) -> {
        console.say("the connection was lost before the end of " + id + ": " + message);
        yield ExitCodes.UNKNOWN;
      }
      case StreamEnd.Left _ -> {
        console.say("left " + id + ", which goes on; come back with 'sluice attach " + id + "'");
        yield 0;
      }
    };
  }

  void quietly(String what, Runnable action) {
    try {
      action.run();
    } catch (ClientFailure failure) {
      console.say("could not " + what + ": " + failure.getMessage());
    }
  }

  private record ExecutionTarget(StreamSession session, String id)
      implements SignalForwarding.Target {
    @Override
    public void signal(int number) {
      session.quietly("send signal " + number, () -> session.client().signal(id, number));
    }

    @Override
    public void kill() {
      session.quietly("kill " + id, () -> session.client().kill(id));
    }
  }
}
