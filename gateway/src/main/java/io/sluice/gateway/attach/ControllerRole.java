package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Executions.Control;
import io.sluice.gateway.execution.Executions.ControlAnswer;
import io.sluice.gateway.execution.Seats;
import io.sluice.gateway.execution.Seats.SeatNews;
import io.sluice.gateway.execution.Seats.StdinAnswer;
import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.protocol.execution.Refusal;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.SessionId;
import io.sluice.protocol.wire.AttachFrames.ErrorCode;
import java.util.concurrent.CompletionStage;

/** The one that writes: carried out in order, refused by an error frame that ends nothing. */
record ControllerRole(Seats seats, Inquiries inquiries, ExecutionId id, SessionId session)
    implements Role {
  private static final Reply DONE = new Reply.Done();

  @Override
  public CompletionStage<Reply> take(Request request) {
    return switch (request) {
      case Request.Write(var at, var bytes) ->
          (at == null ? seats.write(id, session, bytes) : seats.write(id, session, at, bytes))
              .thenApply(ControllerRole::reply);
      case Request.EndStdin(var at) ->
          (at == null ? seats.endStdin(id, session) : seats.endStdin(id, session, at))
              .thenApply(ControllerRole::reply);
      case Request.Resize(var size) -> control(new Control.Resize(size));
      case Request.SendSignal(var signal) -> control(new Control.SendSignal(signal));
      case Request.Flush(var flush) -> inquiries.flush(id, flush);
    };
  }

  private static Reply reply(StdinAnswer answer) {
    return switch (answer) {
      case StdinAnswer.Taken _ -> DONE;
      case StdinAnswer.Closed _ ->
          new Reply.Failed(ErrorCode.STDIN_CLOSED, "input is not taken any more");
      case StdinAnswer.Superseded _ -> superseded();
      case StdinAnswer.Gap(var expected) ->
          new Reply.Failed(
              ErrorCode.INVALID_ARGUMENT, "input goes on at " + expected + ", bytes are missing");
      case StdinAnswer.OverCredit(var upTo) ->
          new Reply.Failed(ErrorCode.INVALID_ARGUMENT, "there is credit for input up to " + upTo);
      case StdinAnswer.EndedElsewhere(var at) ->
          new Reply.Failed(ErrorCode.INVALID_STATE, "input ends at " + at);
    };
  }

  private CompletionStage<Reply> control(Control control) {
    return seats.control(id, session, control).thenApply(ControllerRole::reply);
  }

  private static Reply reply(ControlAnswer answer) {
    return switch (answer) {
      case ControlAnswer.Done _ -> DONE;
      case ControlAnswer.Refused(Refusal.NotInControl _) -> superseded();
      case ControlAnswer.Refused(Refusal.NotATerminal _) ->
          new Reply.Failed(ErrorCode.INVALID_ARGUMENT, "it has no terminal");
      case ControlAnswer.Refused _ ->
          new Reply.Failed(ErrorCode.INVALID_STATE, "not possible in its present state");
    };
  }

  private static Reply superseded() {
    return new Reply.Failed(ErrorCode.SUPERSEDED, "another consumer has control");
  }

  @Override
  public CompletionStage<SeatNews> news() {
    return seats.watch(id, session);
  }

  @Override
  public CompletionStage<StdinNews> input(StdinFacts known) {
    return seats.stdin(id, session, known);
  }

  @Override
  public CompletionStage<Boolean> hasEnded() {
    return inquiries.hasEnded(id);
  }

  @Override
  public void alive() {
    seats.alive(id, session);
  }

  @Override
  public void acknowledged(Cursor cursor) {
    seats.acknowledge(id, session, cursor);
  }

  @Override
  public void left(Cursor cursor, boolean sawExit) {
    seats.leave(id, session, cursor, sawExit);
  }
}
