package io.sluice.protocol.simulation;

import io.sluice.protocol.execution.Passages;
import io.sluice.protocol.follow.Contract;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.follow.Follower;
import io.sluice.protocol.follow.Resume;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.simulation.Connection.Closing;
import io.sluice.protocol.simulation.Frames.FromConsumer;
import io.sluice.protocol.simulation.Frames.ToConsumer;
import io.sluice.protocol.simulation.Journal.Entry;
import io.sluice.protocol.simulation.Journal.Saved;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The gateway towards its consumers: sessions, pulls, and cursors of those without offsets. */
final class Consumers {
  static final int WINDOW_BYTES = 400;

  private static final int SAVE_MILLIS = 250;
  private static final int NOTHING_YET_MILLIS = 5_000;

  private final World world;
  private final Gateway gateway;
  private final List<Session> sessions = new ArrayList<>();
  private final Map<String, Session> controllers = new LinkedHashMap<>();
  private final Map<String, Saved> cursors;
  private final List<Parked> parked = new ArrayList<>();

  /** An answer to a request of a follower. */
  record Answer(Follower.Input input, List<Entry> entries) {
    static Answer of(Follower.Input input) {
      return new Answer(input, List.of());
    }
  }

  private record Parked(long number, Consumer<Answer> reply) {}

  Consumers(World world, Gateway gateway) {
    this.world = world;
    this.gateway = gateway;
    this.cursors = new LinkedHashMap<>(world.journal().cursors());
  }

  void crash() {
    sessions.forEach(Session::gatewayDied);
  }

  /** Whether a session was there to be closed. */
  boolean goAway(Connection<FromConsumer, ToConsumer> wire) {
    for (Session session : List.copyOf(sessions)) {
      if (session.isOn(wire)) {
        session.close(Closing.GOING_AWAY);
        return true;
      }
    }
    return false;
  }

  boolean holdACharacterOn(Connection<FromConsumer, ToConsumer> wire) {
    return sessions.stream().anyMatch(session -> session.isOn(wire) && session.holdsACharacter());
  }

  /** One who knows offsets. */
  void attach(
      Reader reader,
      Resume.From from,
      Set<Channel> channels,
      Connection<FromConsumer, ToConsumer> wire) {
    Offset start =
        switch (from) {
          case Resume.From.At(var offset) -> offset;
          case Resume.From.Chosen _ -> world.journal().end();
        };
    Session session =
        new Session(
            world,
            gateway,
            reader,
            wire,
            new Contract.Offsets(WINDOW_BYTES, channels),
            Cursor.at(start));
    sessions.add(session);
    session.begin();
  }

  /**
   * One without offsets, known by its key: it goes on where it was, and drives out its former self.
   */
  void attach(Reader reader, String key, Connection<FromConsumer, ToConsumer> wire) {
    Session former = controllers.remove(key);
    if (former != null) {
      world.faults().add(Fault.TAKE_OVER_OF_A_LIVE_SESSION);
      former.close(Closing.DONE);
    }
    Saved saved = cursors.get(key);
    Cursor from = saved != null && saved.open() ? saved.cursor() : Cursor.START;
    Session session =
        new Session(world, gateway, reader, wire, new Contract.Plain(WINDOW_BYTES), from);
    sessions.add(session);
    controllers.put(key, session);
    cursors.put(key, new Saved(from, true));
    if (machines().journalsAttaches()) {
      save(key, () -> session.begin());
    } else {
      session.begin();
    }
  }

  private Machines machines() {
    return world.machines();
  }

  /** Whether the status is terminal for this key: not while output is owed to it (C21). */
  boolean isOverFor(String key) {
    Saved saved = cursors.get(key);
    boolean owed =
        saved != null && saved.open() && !saved.cursor().offset().equals(world.journal().end());
    return gateway.hasEnded() && !owed;
  }

  /** The acknowledged position of a session with a key moved. */
  void moved(Session session) {
    controllers.forEach(
        (key, controller) -> {
          if (controller == session) {
            Saved before = cursors.get(key);
            Cursor now = session.resumesAt();
            if (before != null && before.open() && !before.cursor().equals(now)) {
              cursors.put(key, new Saved(now, true));
              saveSoon(key);
            }
          }
        });
  }

  private void saveSoon(String key) {
    gateway.after(SAVE_MILLIS, "the cursor is due", () -> save(key, () -> {}));
  }

  private void save(String key, Runnable saved) {
    Saved now = cursors.get(key);
    if (now != null) {
      gateway.disk().write("a cursor", () -> world.journal().save(key, now), saved);
    }
  }

  /** It has the exit: the cursor is closed. */
  void finished(Session session) {
    controllers.forEach(
        (key, controller) -> {
          if (controller == session) {
            cursors.put(key, new Saved(session.resumesAt(), false));
            save(key, () -> {});
          }
        });
  }

  void left(Session session) {
    sessions.remove(session);
    List<String> keys =
        controllers.entrySet().stream()
            .filter(entry -> entry.getValue() == session)
            .map(Map.Entry::getKey)
            .toList();
    for (String key : keys) {
      save(key, () -> {});
      controllers.remove(key);
    }
  }

  /** Answers from memory, names the journal, or keeps the question. */
  void pull(long number, Consumer<Answer> reply) {
    if (gateway.ring().holds(number)) {
      List<Entry> entries = gateway.ring().from(number);
      reply.accept(new Answer(new Follower.Input.Ring(passages(entries)), entries));
    } else if (gateway.ring().reaches(number)) {
      reply.accept(Answer.of(new Follower.Input.InJournal()));
    } else if (gateway.hasEnded()) {
      reply.accept(Answer.of(new Follower.Input.Over()));
    } else {
      park(new Parked(number, reply));
    }
  }

  static List<Follower.Entry> passages(List<Entry> entries) {
    return entries.stream().map(entry -> Passages.of(entry.number(), entry.event())).toList();
  }

  private void park(Parked question) {
    parked.add(question);
    gateway.after(
        NOTHING_YET_MILLIS,
        "a pull waited long",
        () -> {
          if (parked.remove(question)) {
            question.reply().accept(Answer.of(new Follower.Input.NothingYet()));
          }
        });
  }

  void committed() {
    List<Parked> questions = List.copyOf(parked);
    parked.clear();
    questions.forEach(question -> pull(question.number(), question.reply()));
  }
}
