package io.sluice.gateway.attach;

import io.sluice.gateway.execution.Seats.StdinFacts;
import io.sluice.gateway.execution.Seats.StdinNews;
import io.sluice.gateway.socket.SocketFrame;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears how the input of one connection goes on, and has the peer told. */
final class InputWatch {
  private final Dialect dialect;
  private final Consumer<List<SocketFrame>> peer;
  private final LongPoll<StdinNews> poll;
  private @Nullable StdinFacts known;

  /**
   * The connection.
   *
   * @param peer sends frames to it
   * @param askLater has it watched again after a pause
   */
  record Host(Consumer<List<SocketFrame>> peer, Runnable askLater) {}

  /**
   * @param known as the peer was told; null: it is told nothing of input
   */
  InputWatch(
      Role role,
      Dialect dialect,
      @Nullable StdinFacts known,
      LongPoll.Callbacks callbacks,
      Host host) {
    this.dialect = dialect;
    this.known = known;
    this.peer = host.peer();
    this.poll = new LongPoll<>(callbacks, () -> role.input(facts()), this::came, host.askLater());
  }

  private StdinFacts facts() {
    if (known == null) {
      throw new IllegalStateException("nothing is told of input");
    }
    return known;
  }

  void watch() {
    if (known != null && !known.closed()) {
      poll.ask();
    }
  }

  private void came(StdinNews news) {
    switch (news) {
      case StdinNews.Stands(var now) -> {
        peer.accept(dialect.input(facts(), now));
        known = now;
        watch();
      }
      case StdinNews.Superseded _ -> known = null;
    }
  }
}
