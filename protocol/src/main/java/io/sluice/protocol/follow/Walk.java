package io.sluice.protocol.follow;

import io.sluice.protocol.follow.Follower.Action;
import io.sluice.protocol.follow.Follower.Entry;
import io.sluice.protocol.follow.Follower.Reached;
import io.sluice.protocol.follow.Follower.State;
import io.sluice.protocol.follow.Follower.Step;
import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader goes through entries that came, up to the first hole that nothing explains. */
final class Walk {
  private final Reached start;
  private final List<Action> actions = new ArrayList<>();
  private Reached reached;
  private int first;
  private int count;
  private @Nullable Entry unexplained;

  private Walk(Reached start) {
    this.start = start;
    this.reached = start;
  }

  static Walk through(Reached start, List<Entry> entries) {
    Walk walk = new Walk(start);
    for (int index = 0; index < entries.size() && walk.unexplained == null; index++) {
      walk.take(index, entries.get(index));
    }
    walk.deliver();
    return walk;
  }

  private void take(int index, Entry entry) {
    if (entry.number() < reached.next()) {
      first = index + 1;
      return;
    }
    boolean holed = reached.holed() || entry.number() > reached.next();
    Cursor from = entry.from();
    Cursor at = reached.at();
    if (from != null) {
      boolean loses = at != null && at.offset().isBefore(from.offset());
      if ((holed || loses) && reached.trimmed().isBefore(from.offset())) {
        unexplained = entry;
        return;
      }
      if (at != null && loses) {
        tell(at, from, index, entry.number());
        at = from;
      }
      holed = false;
    }
    count++;
    reached = reached.past(entry, further(at, entry.to()), holed);
  }

  private static @Nullable Cursor further(@Nullable Cursor at, @Nullable Cursor to) {
    return to == null || (at != null && to.offset().isBefore(at.offset())) ? at : to;
  }

  /** On each channel that lost some, or may have: of a bare offset nobody knows which had it. */
  private void tell(Cursor at, Cursor from, int index, long before) {
    deliver();
    first = index;
    List<Gap> gaps = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      if (at.bytes(channel) < from.bytes(channel)) {
        ByteRange range = new ByteRange(at.offset(), from.offset());
        gaps.add(new Gap(channel, range, from.bytes(channel), Gap.Reason.TRIMMED));
      }
    }
    actions.add(new Action.Missing(gaps, before));
  }

  private void deliver() {
    if (count > 0) {
      actions.add(new Action.Deliver(first, count));
      first += count;
      count = 0;
    }
  }

  Step replayed(boolean more) {
    if (unexplained != null) {
      return check(unexplained);
    }
    return more && reached.next() > start.next()
        ? then(new State.Replaying(reached), new Action.ReadJournal(reached.next()))
        : then(new State.Joining(reached), new Action.Pull(reached.next()));
  }

  Step live() {
    return unexplained != null
        ? check(unexplained)
        : then(new State.Live(reached), new Action.Pull(reached.next()));
  }

  /** What a reader that does not know its own place misses, nobody can tell it. */
  private Step check(Entry found) {
    return reached.at() == null
        ? then(new State.Failed(reached), new Action.Fail(reached.next(), found.number()))
        : then(new State.Checking(reached, found.number()), new Action.AskTrimmed());
  }

  private Step then(State state, Action last) {
    actions.add(last);
    return new Step(state, actions);
  }
}
