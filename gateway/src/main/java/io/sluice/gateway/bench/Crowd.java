package io.sluice.gateway.bench;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.V1ServerFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Observers of one execution from its first byte on, each on a thread of its own. */
final class Crowd implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final List<Member> members;

  /** Takes the records of one observer that come after the prelude; on the observer's thread. */
  interface Arrivals {
    /**
     * @param turn from 0
     * @param writtenNanos when the process wrote it
     * @param now when it was here
     */
    void arrived(int turn, long writtenNanos, long now) throws UserFailure;
  }

  private Crowd(List<Member> members) {
    this.members = members;
  }

  /** So many takers that want nothing. */
  static List<Arrivals> indifferent(int count) {
    return IntStream.range(0, count).<Arrivals>mapToObj(_ -> (_, _, _) -> {}).toList();
  }

  /** Attaches all at once, one for each taker. */
  static Crowd attach(
      SluiceClient client,
      String execution,
      RecordWriter.Load load,
      List<? extends Arrivals> takers) {
    List<Member> members =
        takers.stream().map(taker -> new Member(client, execution, load, taker)).toList();
    members.forEach(Member::start);
    return new Crowd(members);
  }

  /** Blocks until each has the prelude. */
  void awaitPrelude() throws UserFailure, InterruptedException {
    for (Member member : members) {
      await(member.prelude);
    }
  }

  /** Blocks until each has the exit. */
  List<V1ServerFrame.Exit> awaitExit() throws UserFailure, InterruptedException {
    for (Member member : members) {
      await(member.exit);
    }
    return members.stream().map(member -> member.exit.join()).toList();
  }

  /** Blocks, within bounds, and passes a failure on. */
  static <T> T await(CompletableFuture<T> what) throws UserFailure, InterruptedException {
    try {
      return what.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof UserFailure known
          ? known
          : new UserFailure("a consumer failed: " + failed.getCause(), failed);
    } catch (TimeoutException late) {
      throw new UserFailure("a consumer waited for " + PATIENCE_SECONDS + " s in vain", late);
    }
  }

  /** Whoever still reads is cut off. */
  @Override
  public void close() {
    members.forEach(member -> member.consumer.close());
  }

  /** One of them. */
  private static final class Member {
    private final CompletableFuture<Boolean> prelude = new CompletableFuture<>();
    private final CompletableFuture<V1ServerFrame.Exit> exit = new CompletableFuture<>();
    private final CheckedConsumer consumer;

    Member(SluiceClient client, String execution, RecordWriter.Load load, Arrivals taker) {
      ExecutionStream stream = ResumeStage.stream(client, StreamRequest.observer(execution));
      this.consumer =
          new CheckedConsumer(
              stream,
              load.layout(),
              Offset.ZERO,
              (number, writtenNanos) -> {
                long now = System.nanoTime();
                int turn = (int) (number - load.prelude());
                if (turn >= 0) {
                  taker.arrived(turn, writtenNanos, now);
                } else if (turn == -1) {
                  prelude.complete(true);
                }
              });
    }

    void start() {
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try {
        exit.complete(consumer.readToExit());
      } catch (UserFailure | InterruptedException | RuntimeException failed) {
        prelude.completeExceptionally(failed);
        exit.completeExceptionally(failed);
      }
    }
  }
}
