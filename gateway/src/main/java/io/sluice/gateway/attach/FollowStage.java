package io.sluice.gateway.attach;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.follow.Follower.Action;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a log, up to its terminal event. One request is under way at a time, and only when
 * there is demand. A single stage, since there is one for each of many consumers that wait.
 */
final class FollowStage extends GraphStage<SourceShape<LogItem>> {
  private final Reading reading;
  private final Outlet<LogItem> out = Outlet.create("log");
  private final SourceShape<LogItem> shape = SourceShape.of(out);

  /** Carries out what the follower asks for; what fails, fails the stream. */
  interface Reading {
    /** The reader is there. */
    void began();

    /** The first step, which has nothing to hand on. */
    CompletionStage<Came> first();

    /** What follows when the last action of this step was carried out. */
    CompletionStage<Came> next(Follower.Step step);

    /** The reader is gone. */
    void ended();
  }

  /** A step, and what it hands on. */
  record Came(Follower.Step step, List<LogItem> items) {}

  FollowStage(Reading reading) {
    this.reading = reading;
  }

  @Override
  public SourceShape<LogItem> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private static boolean isEnd(LogItem item) {
    return item instanceof LogItem.Journaled(Entry entry) && entry.event() instanceof Event.Ended;
  }

  private final class Logic extends GraphStageLogic {
    private final Deque<LogItem> items = new ArrayDeque<>();
    private final AsyncCallback<Came> came = createAsyncCallback(this::came);
    private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
    private Follower.@Nullable Step last;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              goOn();
            }
          });
    }

    @Override
    public void preStart() {
      reading.began();
    }

    @Override
    public void postStop() {
      reading.ended();
    }

    private void came(Came news) {
      last = news.step();
      items.addAll(news.items());
      goOn();
    }

    /** There is demand, and nothing under way. */
    private void goOn() {
      if (items.isEmpty()) {
        ask();
        return;
      }
      LogItem item = items.remove();
      push(out, item);
      if (isEnd(item)) {
        completeStage();
      }
    }

    private void ask() {
      if (last == null) {
        answer(reading.first());
      } else if (last.actions().getLast() instanceof Action.Complete) {
        completeStage();
      } else {
        answer(reading.next(last));
      }
    }

    private void answer(CompletionStage<Came> coming) {
      var _ =
          coming.whenComplete(
              (news, failure) -> {
                if (failure == null) {
                  came.invoke(news);
                } else {
                  failed.invoke(cause(failure));
                }
              });
    }

    private static Throwable cause(Throwable failure) {
      Throwable cause = failure.getCause();
      return failure instanceof CompletionException && cause != null ? cause : failure;
    }
  }
}
