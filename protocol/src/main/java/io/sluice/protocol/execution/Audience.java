package io.sluice.protocol.execution;

import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.SessionId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who follows an execution with a durable place, and who may write.
 *
 * @param generation of the last that took control
 * @param controller null: nobody has control
 * @param predecessor who has or last had control; null: nobody ever
 * @param lastAt of any event about it
 */
public record Audience(
    Generation generation,
    @Nullable Seat controller,
    @Nullable ConsumerId predecessor,
    SortedMap<ConsumerId, Place> places,
    Instant lastAt) {
  /** More consumers than this have no place at once; those that saw the exit give theirs up. */
  public static final int MAX_PLACES = 64;

  /** Copies the map. */
  public Audience {
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /** Nobody, so far. */
  public static Audience none(Instant at) {
    return new Audience(Generation.NONE, null, null, new TreeMap<>(), at);
  }

  public boolean isControlledBy(SessionId session) {
    return controller != null && controller.session().equals(session);
  }

  /** Where the consumer goes on: its open place, else the start. */
  Cursor from(ConsumerId consumer) {
    return isOpen(consumer) ? acknowledgedBy(consumer) : Cursor.START;
  }

  /** What the consumer acknowledged last; the start when it is not known. */
  public Cursor acknowledgedBy(@Nullable ConsumerId consumer) {
    Place place = consumer == null ? null : places.get(consumer);
    return place == null ? Cursor.START : place.cursor();
  }

  boolean isOpen(ConsumerId consumer) {
    Place place = places.get(consumer);
    return place != null && place.open();
  }

  /** Whether a place of this consumer can be kept. */
  public boolean hasRoomFor(ConsumerId consumer) {
    return places.containsKey(consumer)
        || places.size() < MAX_PLACES
        || places.values().stream().anyMatch(place -> !place.open());
  }

  Audience after(Event.OfAudience event) {
    return switch (event) {
      case Event.ControlTaken taken ->
          new Audience(
              taken.generation(),
              taken.seat(),
              taken.seat().consumer(),
              with(taken.seat().consumer(), new Place(taken.from(), true)),
              taken.at());
      case Event.Acknowledged acknowledged ->
          new Audience(
              generation,
              controller,
              predecessor,
              with(acknowledged.consumer(), new Place(acknowledged.cursor(), true)),
              acknowledged.at());
      case Event.ControlLeft left ->
          new Audience(
              generation,
              null,
              predecessor,
              with(left.consumer(), new Place(left.cursor(), !left.sawExit())),
              left.at());
      case Event.PlaceClosed(var consumer, var at) ->
          new Audience(
              generation,
              controller,
              predecessor,
              with(consumer, new Place(acknowledgedBy(consumer), false)),
              at);
      case Event.Trimmed trimmed ->
          new Audience(generation, controller, predecessor, places, trimmed.at());
    };
  }

  private SortedMap<ConsumerId, Place> with(ConsumerId consumer, Place place) {
    SortedMap<ConsumerId, Place> changed = new TreeMap<>(places);
    if (!changed.containsKey(consumer) && changed.size() >= MAX_PLACES) {
      changed.values().removeIf(other -> !other.open());
    }
    changed.put(consumer, place);
    return changed;
  }
}
