package io.sluice.gateway.attach;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.socket.SocketFrame;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.model.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The other side of a connection, over a log that does not end by itself. It answers the ping that
 * greets it, as every WebSocket does.
 */
record StagePeer(
    BoundedSourceQueue<SocketFrame> out,
    SinkQueueWithCancel<SocketFrame> frames,
    OpenSession session) {
  private static final SocketFrame GREETING = new SocketFrame.Ping(Payload.EMPTY);

  static StagePeer open(ActorSystem<?> system, Connection connection, Entry... log) {
    return open(system, connection, Stream.of(log).<LogItem>map(LogItem.Journaled::new).toList());
  }

  static StagePeer open(ActorSystem<?> system, Connection connection, List<LogItem> log) {
    return over(system, connection, Source.from(log).concat(Source.maybe()));
  }

  /** The same over a log that may end. */
  static StagePeer over(
      ActorSystem<?> system, Connection connection, Source<LogItem, NotUsed> items) {
    OpenSession session = new OpenSession(new CompletableFuture<>(), new CompletableFuture<>());
    ConsumerStage.Setup setup = new ConsumerStage.Setup(connection, () -> 0, session);
    Pair<BoundedSourceQueue<SocketFrame>, SinkQueueWithCancel<SocketFrame>> ends =
        Source.<SocketFrame>queue(16)
            .viaMat(ConsumerStage.of(items, setup), Keep.left())
            .toMat(Sink.queue(), Keep.both())
            .run(system);
    return new StagePeer(ends.first(), ends.second(), session);
  }

  /** In a gateway that stops when the test says so. */
  record OpenSession(CompletableFuture<Done> goingAway, CompletableFuture<Done> over)
      implements ConsumerStage.Session {
    @Override
    public CompletionStage<Done> began() {
      return goingAway;
    }

    @Override
    public void ended() {
      over.complete(Done.getInstance());
    }
  }

  void offer(SocketFrame frame) {
    out.offer(frame);
  }

  void cut() {
    out.complete();
  }

  void echo(SocketFrame ping) {
    offer(new SocketFrame.Pong(((SocketFrame.Ping) ping).payload()));
  }

  SocketFrame next() throws Exception {
    SocketFrame frame = nextUnanswered();
    if (frame.equals(GREETING)) {
      echo(frame);
    }
    return frame;
  }

  SocketFrame nextUnanswered() throws Exception {
    return frames.pull().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow();
  }

  SocketFrame nextBut(Class<?> passedOver) throws Exception {
    SocketFrame frame = next();
    while (passedOver.isInstance(frame)) {
      frame = next();
    }
    return frame;
  }
}
