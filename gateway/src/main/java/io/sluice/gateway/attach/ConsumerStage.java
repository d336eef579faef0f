package io.sluice.gateway.attach;

import io.sluice.gateway.attach.Connections.Connection;
import io.sluice.gateway.socket.SocketFrame;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FanInShape2;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.GraphDSL;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/** One consumer's connection: its log and what it sends come in, frames for it go out. */
final class ConsumerStage extends GraphStage<FanInShape2<LogItem, SocketFrame, SocketFrame>> {
  private final Setup setup;
  private final FanInShape2<LogItem, SocketFrame, SocketFrame> shape =
      new FanInShape2<>("consumer");

  /**
   * What a connection begins with.
   *
   * @param nanoTime for deadlines
   */
  record Setup(Connection connection, LongSupplier nanoTime, Session session) {}

  /** The connection among all that are open. */
  interface Session {
    /** It is there; completes when the gateway stops. */
    CompletionStage<Done> began();

    /** It is gone. */
    void ended();
  }

  private ConsumerStage(Setup setup) {
    this.setup = setup;
  }

  static Flow<SocketFrame, SocketFrame, NotUsed> of(Source<LogItem, NotUsed> log, Setup setup) {
    return Flow.fromGraph(
        GraphDSL.create(
            new ConsumerStage(setup),
            (builder, stage) -> {
              builder.from(builder.add(log)).toInlet(stage.in0());
              return FlowShape.of(stage.in1(), stage.out());
            }));
  }

  @Override
  public FanInShape2<LogItem, SocketFrame, SocketFrame> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new ConsumerLogic(shape, setup);
  }
}
