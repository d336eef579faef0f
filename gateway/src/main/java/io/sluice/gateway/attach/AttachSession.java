package io.sluice.gateway.attach;

import io.sluice.gateway.attach.PlainFrames.Out;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.wire.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** One consumer's connection: its log, the answers to what it sends, and pings, as one stream. */
final class AttachSession {
  /** Answers that wait for a client to read them; those over it are dropped, its output is not. */
  private static final int ANSWERS = 64;

  private final Source<Entry, NotUsed> log;
  private final Offset from;
  private final ClientInput input;
  private final Liveness liveness;
  private final CompletionStage<Done> goingAway;

  AttachSession(
      Source<Entry, NotUsed> log,
      Offset from,
      ClientInput input,
      Liveness liveness,
      CompletionStage<Done> goingAway) {
    this.log = log;
    this.from = from;
    this.input = input;
    this.liveness = liveness;
    this.goingAway = goingAway;
  }

  Flow<SocketFrame, SocketFrame, NotUsed> flow(Materializer materializer, Runnable left) {
    var answers = Source.<Out>queue(ANSWERS).preMaterialize(materializer);
    Source<SocketFrame, NotUsed> out =
        log.map(entry -> PlainFrames.of(entry, from))
            .merge(answers.second())
            .merge(pings())
            .merge(farewell())
            .recover(Throwable.class, () -> last(CloseCode.INTERNAL, "try again"))
            .takeWhile(frames -> !(frames instanceof Out.Last), true)
            .mapConcat(AttachSession::frames)
            .watchTermination(
                (_, over) -> {
                  over.whenComplete((_, _) -> left.run());
                  return NotUsed.getInstance();
                });
    return Flow.fromSinkAndSourceCoupled(in(answers.first()), out);
  }

  private Sink<SocketFrame, ?> in(BoundedSourceQueue<Out> answers) {
    return Flow.<SocketFrame>create()
        .mapAsync(
            1,
            frame -> {
              liveness.seen();
              return input.take(frame).whenComplete((_, _) -> liveness.handled());
            })
        .to(
            Sink.foreach(
                frames -> {
                  if (!frames.isEmpty()) {
                    answers.offer(new Out.Frames(frames));
                  }
                }));
  }

  private Source<Out, ?> pings() {
    return Source.tick(Duration.ZERO, Liveness.PING, true)
        .map(
            _ ->
                liveness.isDead()
                    ? last(CloseCode.POLICY, "no sign of life")
                    : new Out.Frames(List.of(new SocketFrame.Ping(Payload.EMPTY))));
  }

  private Source<Out, NotUsed> farewell() {
    return Source.completionStage(goingAway)
        .map(_ -> last(CloseCode.GOING_AWAY, "the gateway stops"));
  }

  private static Out last(CloseCode code, String reason) {
    return new Out.Last(List.of(PlainFrames.close(code, reason)));
  }

  private static List<SocketFrame> frames(Out out) {
    return switch (out) {
      case Out.Frames(var frames) -> frames;
      case Out.Last(var frames) -> frames;
    };
  }
}
