package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.concurrent.Future;

/** A window of three bytes; the test is the timer. */
class EndWatchTest {
  private static final Contract THREE = new Contract.Offsets(3, Set.of(Channel.STDOUT));

  private final FakeRole role = new FakeRole();
  private final List<String> timer = new ArrayList<>();
  private Delivery.State delivery = Delivery.open(THREE, Cursor.START);
  private final EndWatch watch =
      new EndWatch(
          delivery,
          role,
          EndWatchTest::here,
          new EndWatch.Timer((_, _) -> timer.add("begin"), _ -> timer.add("stop")));

  @Test
  @Tag("O33")
  void whoWasSentEverythingHasItsTimeAnewWithEachAcknowledgement() {
    step(output(0, "abc"));
    step(new Input.LogEnded(new Offset(3)));
    step(new Input.Acknowledged(new Offset(1)));

    assertThat(timer).containsExactly("begin", "begin");
    assertThat(watch.isOverdue()).isTrue();
  }

  @Test
  @Tag("O33")
  void aFullWindowKeepsNoEndWaitingForEver() {
    step(output(0, "abc"));
    watch.look();
    watch.look();

    assertThat(timer).containsExactly("begin");
    assertThat(watch.isOverdue()).isTrue();
  }

  @Test
  void aFullWindowMayStayFullWhileTheLogGoesOn() {
    role.hasEnded = false;
    step(output(0, "abc"));
    watch.look();

    assertThat(timer).isEmpty();
  }

  @Test
  void whoAcknowledgesAgainIsNotLate() {
    step(output(0, "abc"));
    watch.look();
    step(new Input.Acknowledged(new Offset(2)));

    assertThat(timer).containsExactly("begin", "stop");
    assertThat(watch.isOverdue()).isFalse();
  }

  private void step(Input input) {
    delivery = Delivery.step(delivery, input).state();
    watch.moved(delivery);
  }

  private static Input output(long offset, String text) {
    return new Input.Output(
        new Chunk(Channel.STDOUT, new Offset(offset), offset, 0, Payload.utf8(text)));
  }

  /** Runs it at once, as if the stage were idle. */
  private static <T> AsyncCallback<T> here(Procedure<T> handler) {
    return new AsyncCallback<>() {
      @Override
      public void invoke(T event) {
        try {
          handler.apply(event);
        } catch (Exception failed) {
          throw new AssertionError(failed);
        }
      }

      @Override
      public Future<Done> invokeWithFeedback(T event) {
        invoke(event);
        return Futures.successful(Done.getInstance());
      }
    };
  }
}
