package io.sluice.gateway.recording;

import io.sluice.gateway.execution.ExitCodes;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.follow.Gap;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.TerminalSize;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log as an asciicast, entry by entry: each gives the lines that are known with it. Output has
 * the time of the runner's clock, in µs since the spawn. What the gateway's clock timed waits for
 * the next output, so that where the clocks differ the output keeps its times: it stands where its
 * own clock says, but never before what precedes it in the log nor after what follows (L11).
 */
public final class Cast {
  /** So many may wait. */
  private static final int MAX_WAITING = 256;

  private final Facts facts;
  private final CastOptions options;
  private final CastLines lines;
  private final Map<Channel, CastText> texts = new EnumMap<>(Channel.class);
  private final Map<Channel, TerminalQueries> filters = new EnumMap<>(Channel.class);
  private final List<Waiting> waiting = new ArrayList<>();
  private TerminalSize size;
  private @Nullable Instant startedAt;
  private boolean begun;
  private boolean exited;

  /** An event that the gateway's clock timed. */
  private record Waiting(char code, String data, long timeMicros) {}

  public Cast(Facts facts, CastOptions options) {
    this.facts = facts;
    this.options = options;
    this.lines = new CastLines(options.format() == CastFormat.V3);
    this.size = CastHeader.size(facts);
    boolean terminal = facts.command().terminal() != null;
    for (Channel channel : Channel.values()) {
      texts.put(channel, new CastText(terminal));
      filters.put(channel, new TerminalQueries());
    }
  }

  /** The next entry; the last is the end. Lines, which may be none. */
  public byte[] take(Event event) {
    switch (event) {
      case Event.Started(_, Instant at) -> {
        startedAt = at;
        begin();
      }
      case Event.OutputAppended output -> output(output);
      case Event.ChannelEnded ended -> {
        settle(ended.timeMicros());
        flush(ended.channel());
      }
      case Event.ProcessExited gone -> {
        settle(gone.timeMicros());
        exited = true;
      }
      case Event.Resized(TerminalSize to, Instant at) -> resized(to, at);
      case Event.ControlTaken taken -> {
        if (taken.displaced() != null) {
          await('m', "control taken, generation " + taken.generation().number(), taken.at());
        }
      }
      case Event.Ended ended -> ended(ended);
      case Event.Accepted _,
          Event.Placed _,
          Event.KillRequested _,
          Event.SignalRequested _,
          Event.Acknowledged _,
          Event.ControlLeft _,
          Event.PlaceClosed _,
          Event.Trimmed _,
          Event.OutputCut _, // The end says that it was truncated.
          Event.Anchored _ -> {}
    }
    return lines.take();
  }

  /** Output is missing here. */
  public byte[] missing(List<Gap> gaps) {
    begin();
    settle(latest());
    for (Gap gap : gaps) {
      flush(gap.channel());
      lines.add(lines.lastMicros(), 'm', "gap, " + word(gap.channel()) + " " + words(gap));
    }
    return lines.take();
  }

  private static String words(Gap gap) {
    return gap.range().from() + "-" + gap.range().to() + ", " + word(gap.reason());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Nothing came for a while: what waits, and a line without output that shows life. */
  public byte[] pulse() {
    begin();
    settle(latest());
    lines.add(lines.lastMicros(), 'o', "");
    return lines.take();
  }

  private void output(Event.OutputAppended output) {
    begin();
    settle(output.timeMicros());
    Payload payload = output.payload();
    if (!options.queries()) {
      payload = of(filters, output.channel()).pass(payload);
    }
    write(output.channel(), payload, false);
  }

  /** Nothing completes what waits of the channel's bytes. */
  private void flush(Channel channel) {
    Payload rest = options.queries() ? Payload.EMPTY : of(filters, channel).end();
    write(channel, rest, true);
  }

  private void write(Channel channel, Payload payload, boolean last) {
    CastText text = of(texts, channel);
    boolean nothing = payload.isEmpty() && (!last || text.isEmpty());
    if (nothing) {
      return;
    }
    Bytes to = lines.begin(lines.lastMicros(), 'o');
    text.append(payload.toByteArray(), to);
    if (last) {
      text.end(to);
    }
    lines.end();
  }

  /** The first size that is known is the header's. */
  private void resized(TerminalSize to, Instant at) {
    if (begun) {
      await('r', to.columns() + "x" + to.rows(), at);
    } else {
      size = to;
    }
  }

  private void ended(Event.Ended ended) {
    begin();
    settle(exited ? lines.lastMicros() : Math.max(latest(), micros(ended.at())));
    for (Channel channel : Channel.values()) {
      flush(channel);
    }
    Outcome outcome = ended.outcome();
    if (outcome.truncated()) {
      mark("truncated: a limit removed output");
    }
    if (!outcome.complete()) {
      mark("incomplete: output may be missing at the end");
    }
    int code = ExitCodes.code(outcome.status());
    boolean known = !(outcome.status() instanceof ExitStatus.Unknown);
    mark("exit " + (known ? code : "unknown") + ", " + word(outcome.reason()));
    if (options.format() == CastFormat.V3) {
      lines.add(lines.lastMicros(), 'x', Integer.toString(code));
    }
  }

  private void mark(String text) {
    lines.add(lines.lastMicros(), 'm', text);
  }

  private void begin() {
    if (!begun) {
      begun = true;
      Instant at = startedAt == null ? facts.acceptedAt() : startedAt;
      lines.add(CastHeader.of(facts, size, at, options));
    }
  }

  private void await(char code, String data, Instant at) {
    waiting.add(new Waiting(code, data, micros(at)));
    if (waiting.size() > MAX_WAITING) {
      begin();
      settle(latest());
    }
  }

  /** Everything that waits goes before something of this time. */
  private void settle(long timeMicros) {
    for (Waiting event : waiting) {
      lines.add(Math.min(event.timeMicros(), timeMicros), event.code(), event.data());
    }
    waiting.clear();
    lines.advance(timeMicros);
  }

  private long latest() {
    return waiting.stream().mapToLong(Waiting::timeMicros).reduce(lines.lastMicros(), Math::max);
  }

  private long micros(Instant at) {
    return startedAt == null ? 0 : Math.max(0, startedAt.until(at, ChronoUnit.MICROS));
  }

  private static <T> T of(Map<Channel, T> all, Channel channel) {
    return Objects.requireNonNull(all.get(channel));
  }
}
