package io.sluice.gateway.cli;

import io.sluice.protocol.client.BoxInfo;
import io.sluice.protocol.client.ClientFailure;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run against a gateway: a box, an execution in it, its streams, its exit code. */
record RunSession(StreamSession session, SignalForwarding signals) {

  /**
   * @param goesOn whether the command is left running, and its box with it
   */
  private record Result(int code, boolean goesOn) {}

  /**
   * @param boxName a box to use, made when it is absent; null: a new one
   */
  static BoxInfo obtainBox(SluiceClient client, @Nullable String boxName) {
    return boxName == null ? client.createBox(new NewBox(null, null)) : namedBox(client, boxName);
  }

  /** Runs in a box that stays. */
  int runIn(BoxInfo box, ExecRequest request) throws InterruptedException {
    return execute(box.id(), request).code();
  }

  /** Runs in a box that is removed afterwards, unless somebody else goes on with it. */
  int runAndRemove(BoxInfo box, ExecRequest request) throws InterruptedException {
    boolean remove = true;
    try {
      Result result = execute(box.id(), request);
      remove = !result.goesOn();
      return result.code();
    } finally {
      if (remove) {
        session.quietly(
            "remove the box " + box.id(), () -> session.client().removeBox(box.id(), true));
      }
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

  private Result execute(String boxId, ExecRequest request) throws InterruptedException {
    Integer signal = signals.held();
    if (signal != null) {
      return new Result(ExitCodes.signalled(signal), false);
    }
    SluiceClient client = session.client();
    IdempotencyKey key = new IdempotencyKey("run-" + UUID.randomUUID());
    String id = client.exec(boxId, request.named(key));
    try {
      session.sink().started(id, boxId);
      StreamRequest stream =
          StreamRequest.controller(id).from(new StreamRequest.From.At(Offset.ZERO));
      StreamEnd end = session.control(stream, request.terminal(), signals, DetachKeys.parse(""));
      return new Result(session.conclude(id, end), end instanceof StreamEnd.Preempted);
    } catch (IOException _) {
      session.quietly("kill " + id, () -> client.kill(id));
      return new Result(ExitCodes.OUTPUT_CLOSED, false);
    } catch (ClientFailure failure) {
      session.quietly("kill " + id, () -> client.kill(id));
      throw failure;
    }
  }
}
