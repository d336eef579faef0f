package io.sluice.gateway.attach;

import static io.sluice.gateway.attach.LogEntries.ended;
import static io.sluice.gateway.attach.LogEntries.output;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.attach.FollowStage.Came;
import io.sluice.gateway.testing.Actors;
import io.sluice.persistence.query.Entry;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Follower;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One reading; the test answers what it asks for. */
@ExtendWith(Actors.class)
class FollowStageTest {
  private static final Follower.Step ASKS = Follower.begin(1, Cursor.START);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Answers answers = new Answers();
  private final CompletableFuture<List<LogItem>> read;

  FollowStageTest(ActorSystem<Void> system) {
    this.read =
        Source.fromGraph(new FollowStage(answers))
            .runWith(Sink.seq(), system)
            .toCompletableFuture();
  }

  @Test
  void theTerminalEntryIsTheLastAndNothingIsAskedAfterIt() throws Exception {
    answers.next().complete(came());
    answers.next().complete(came(output(0, "abc")));
    answers.next().complete(came(ended(3)));

    assertThat(read).succeedsWithin(LONG).isEqualTo(items(output(0, "abc"), ended(3)));
    assertThat(answers.over).succeedsWithin(LONG);
    assertThat(answers.asked).isEmpty();
    assertThat(answers.began).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadFailsTheStreamAsItIs() throws Exception {
    IllegalStateException why = new IllegalStateException("a test");

    answers.next().completeExceptionally(new CompletionException(why));

    assertThat(read).failsWithin(LONG).withThrowableThat().havingCause().isSameAs(why);
    assertThat(answers.over).succeedsWithin(LONG);
  }

  private static Came came(Entry... entries) {
    return new Came(ASKS, items(entries));
  }

  private static List<LogItem> items(Entry... entries) {
    return Stream.of(entries).<LogItem>map(LogItem.Journaled::new).toList();
  }

  private static final class Answers implements FollowStage.Reading {
    private final BlockingQueue<CompletableFuture<Came>> asked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private int began;

    CompletableFuture<Came> next() throws InterruptedException {
      CompletableFuture<Came> next = asked.poll(LONG.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was asked");
      }
      return next;
    }

    @Override
    public void began() {
      began++;
    }

    @Override
    public CompletionStage<Came> first() {
      return next(ASKS);
    }

    @Override
    public CompletionStage<Came> next(Follower.Step step) {
      CompletableFuture<Came> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    @Override
    public void ended() {
      over.complete(true);
    }
  }
}
