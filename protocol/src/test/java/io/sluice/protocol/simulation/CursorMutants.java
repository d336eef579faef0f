package io.sluice.protocol.simulation;

import io.sluice.protocol.follow.Chunk;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Delivery;
import io.sluice.protocol.follow.Delivery.Action;
import io.sluice.protocol.follow.Delivery.Input;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Mistakes about positions, which need to know what was taken and sent. One for each run. */
final class CursorMutants {
  private CursorMutants() {}

  /** What one connection did. */
  static final class Book {
    private final Map<Long, Cursor> takenAtMark = new HashMap<>();
    private Cursor taken;
    private Cursor sent;
    private Cursor echoed;
    private final List<Chunk> frames = new ArrayList<>();

    Book(Cursor from) {
      taken = from;
      sent = from;
      echoed = from;
    }

    void note(Input input, List<Action> actions) {
      if (input instanceof Input.Output(var chunk)) {
        taken = after(taken, chunk);
      } else if (input instanceof Input.MarkEchoed(long id)) {
        echoed = takenAtMark.getOrDefault(id, echoed);
      }
      for (Action action : actions) {
        if (action instanceof Action.SendChunk(var chunk)) {
          sent = after(sent, chunk);
          frames.add(chunk);
        } else if (action instanceof Action.SendMark(long id, _)) {
          takenAtMark.put(id, taken);
        }
      }
    }

    private static Cursor after(Cursor cursor, Chunk chunk) {
      boolean out = chunk.channel() == Channel.STDOUT;
      long end = Math.max(cursor.offset().bytes(), chunk.end().bytes());
      return new Cursor(
          new Offset(end),
          out ? Math.max(cursor.stdoutBytes(), chunk.channelEnd()) : cursor.stdoutBytes(),
          out ? cursor.stderrBytes() : Math.max(cursor.stderrBytes(), chunk.channelEnd()));
    }
  }

  /** Keeps a book on each connection. */
  static class Bookkeeping implements Machines {
    private final IdentityHashMap<Delivery.State, Book> books = new IdentityHashMap<>();

    @Override
    public Delivery.State open(Contract contract, Cursor from) {
      Delivery.State state = Delivery.open(contract, from);
      books.put(state, new Book(from));
      return state;
    }

    @Override
    public Delivery.Step deliver(Delivery.State state, Input input) {
      Delivery.Step step = Delivery.step(state, input);
      Book book = book(state);
      book.note(input, step.actions());
      books.put(step.state(), book);
      return step;
    }

    final Book book(Delivery.State state) {
      Book book = books.get(state);
      if (book == null) {
        throw new AssertionError("no book on " + state);
      }
      return book;
    }
  }

  /** The successor goes on after what was sent, acknowledged or not. */
  static final class ResumeFromSent extends Bookkeeping {
    @Override
    public Cursor resumesAt(Delivery.State state) {
      return book(state).sent;
    }
  }

  /** An echo stands for bytes that were held back when its mark was set. */
  static final class HeldBytesCounted extends Bookkeeping {
    @Override
    public Cursor resumesAt(Delivery.State state) {
      return book(state).echoed;
    }
  }

  /** Behind the exit comes a frame that was sent before. */
  static final class OutputAfterTheExit extends Bookkeeping {
    @Override
    public Delivery.Step deliver(Delivery.State state, Input input) {
      Delivery.Step step = super.deliver(state, input);
      List<Chunk> frames = book(state).frames;
      boolean exits = step.actions().stream().anyMatch(Action.SendExit.class::isInstance);
      if (!exits || frames.isEmpty()) {
        return step;
      }
      List<Action> actions = new ArrayList<>(step.actions());
      actions.add(new Action.SendChunk(frames.getLast()));
      return new Delivery.Step(step.state(), actions);
    }
  }
}
