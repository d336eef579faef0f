package io.sluice.gateway.cli;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.BoxInfo;
import io.sluice.protocol.client.ClientFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run against a gateway: a box, an execution in it, its streams, its exit code. */
record RunSession(Console console, SluiceClient client, SignalForwarding signals, OutputSink sink) {

  /**
   * @param boxName a box to use, made when it is absent; null: a new one
   */
  static BoxInfo obtainBox(SluiceClient client, @Nullable String boxName) {
    return boxName == null ? client.createBox(new NewBox(null, null)) : namedBox(client, boxName);
  }

  /** Runs in a box that stays. */
  int runIn(BoxInfo box, ExecRequest request) throws InterruptedException {
    return execute(box.id(), request);
  }

  /** Runs in a box that is removed afterwards, whatever happens. */
  int runAndRemove(BoxInfo box, ExecRequest request) throws InterruptedException {
    try {
      return execute(box.id(), request);
    } finally {
      quietly("remove the box " + box.id(), () -> client.removeBox(box.id(), true));
    }
  }

  private static BoxInfo namedBox(SluiceClient client, String name) {
    try {
      return client.box(name);
    } catch (SluiceProblem problem) {
      if (!problem.code().equals("not_found")) {
        throw problem;
      }
    }
    try {
      return client.createBox(new NewBox(name, null));
    } catch (SluiceProblem problem) {
      if (problem.code().equals("already_exists")) {
        return client.box(name);
      }
      throw problem;
    }
  }

  private int execute(String boxId, ExecRequest request) throws InterruptedException {
    Integer signal = signals.held();
    if (signal != null) {
      return ExitCodes.signalled(signal);
    }
    String id = client.exec(boxId, request);
    try {
      sink.started(id, boxId);
      return attached(id, request.terminal());
    } catch (IOException _) {
      quietly("kill " + id, () -> client.kill(id));
      return ExitCodes.OUTPUT_CLOSED;
    } catch (ClientFailure failure) {
      quietly("kill " + id, () -> client.kill(id));
      throw failure;
    }
  }

  private int attached(String id, boolean inTerminal) throws IOException, InterruptedException {
    Optional<LocalTerminal> terminal = inTerminal ? LocalTerminal.open() : Optional.empty();
    try (Attachment attachment = client.attach(AttachRequest.controller(id), sink)) {
      signals.forwardTo(new ExecutionTarget(this, id));
      terminal.ifPresent(local -> local.enter(size -> resize(id, size)));
      StdinPump.start(console.in(), attachment);
      AttachEnd end = attachment.await();
      sink.ended(end);
      terminal.ifPresent(LocalTerminal::close);
      return conclude(id, end);
    } finally {
      terminal.ifPresent(LocalTerminal::close);
    }
  }

  private void resize(String id, TerminalSize size) {
    quietly("resize the terminal", () -> client.resize(id, size));
  }

  private int conclude(String id, AttachEnd end) {
    return switch (end) {
      case AttachEnd.Exited(int code, String reason, boolean incomplete) -> {
        if (incomplete) {
          console.say("the output is incomplete: something kept it open after the command's end");
        }
        if (reason.equals("timed_out")) {
          console.say("the command was ended because its time was up");
        }
        yield code;
      }
      case AttachEnd.ExitUnknown _ -> {
        console.say("the runner was lost; nobody knows how " + id + " ended");
        yield ExitCodes.UNKNOWN;
      }
      case AttachEnd.Cut(int code, String reason) -> {
        console.say("the connection was lost before the end of " + id + ": " + code + " " + reason);
        yield ExitCodes.UNKNOWN;
      }
      case AttachEnd.Left _ -> ExitCodes.OUTPUT_CLOSED;
    };
  }

  void quietly(String what, Runnable action) {
    try {
      action.run();
    } catch (ClientFailure failure) {
      console.say("could not " + what + ": " + failure.getMessage());
    }
  }

  private record ExecutionTarget(RunSession session, String id) implements SignalForwarding.Target {
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
