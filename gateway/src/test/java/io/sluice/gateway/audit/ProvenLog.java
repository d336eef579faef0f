package io.sluice.gateway.audit;

import io.sluice.gateway.testing.TestKeys;
import io.sluice.persistence.audit.AuditExport;
import io.sluice.persistence.codec.Recorded;
import io.sluice.persistence.codec.Stored;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ConsumerId;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.proof.Anchor;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import io.sluice.protocol.proof.Link;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log that is written, and signed, as a gateway does it; in memory. */
final class ProvenLog {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final ExecutionId ID = new ExecutionId("e1");

  final List<StoredRow> rows = new ArrayList<>();
  private final List<ChainHead> outputHeads = new ArrayList<>(List.of(ChainHead.START));
  private Recorded recorded = Recorded.NOTHING;
  private long sequence;
  private long number;

  /** One that ran to its end, with three anchors and entries of every kind between them. */
  static ProvenLog whole() {
    ProvenLog log = running();
    log.ended();
    log.anchor(TrimPoint.NOTHING);
    return log;
  }

  /**
   * Rows 1–2 accepted and killed, 3 audience, 4–6 output, 7 anchor, 8 output, 9 signal, 10 output.
   */
  static ProvenLog running() {
    ProvenLog log = new ProvenLog();
    CommandSpec command =
        new CommandSpec("cat", List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    log.add(
        new Event.Accepted(
            new Facts(ID, new TenantId("t1"), new BoxId("b1"), command, Map.of(), NOW)));
    log.add(new Event.KillRequested(NOW));
    log.add(new Event.PlaceClosed(new ConsumerId("key:1"), NOW));
    log.output("one");
    log.output("two");
    log.output("three");
    log.anchor(TrimPoint.NOTHING);
    log.output("four");
    log.add(new Event.SignalRequested(Signal.TERM, NOW));
    log.output("five");
    return log;
  }

  void ended() {
    Offset end = offset();
    add(new Event.ChannelEnded(++sequence, Channel.STDOUT, end, end.bytes(), 9, COMPLETE));
    add(new Event.ChannelEnded(++sequence, Channel.STDERR, end, 0, 9, COMPLETE));
    Outcome outcome = new Outcome(new ExitStatus.Code(0), EndReason.EXITED, true);
    add(new Event.Ended(outcome, end, end.bytes(), 0, NOW));
  }

  private static final ChannelEnding COMPLETE = ChannelEnding.COMPLETE;

  Offset offset() {
    return ((State.Known) recorded.state()).progress().offset();
  }

  State.Known state() {
    return (State.Known) recorded.state();
  }

  void output(String text) {
    Offset at = offset();
    add(
        new Event.OutputAppended(
            ++sequence, Channel.STDOUT, at, at.bytes(), sequence, Payload.utf8(text)));
    outputHeads.add(recorded.chain().output());
  }

  void anchor(TrimPoint trimmed) {
    Anchor anchor = new Anchor(ID, recorded.chain(), offset(), trimmed, NOW);
    add(new Event.Anchored(TestKeys.SIGNER.sign(anchor).toCompletableFuture().join()));
  }

  /** Of the newest anchor. */
  TrimPoint trimPoint() {
    Anchor anchor = recorded.anchor();
    return anchor == null ? TrimPoint.NOTHING : anchor.trimmed();
  }

  /** Removes so many of the first outputs, as a trim does it. */
  void trim(int outputs, long offset) {
    Cursor upTo = new Cursor(new Offset(offset), offset, 0);
    add(new Event.Trimmed(upTo, sequence, sequence, false, NOW));
    anchor(new TrimPoint(new Offset(offset), outputHeads.get(outputs)));
    List<StoredRow> first =
        rows.stream().filter(row -> row.manifest().startsWith("output.")).toList();
    rows.removeAll(first.subList(0, outputs));
  }

  private void add(Event event) {
    Stored stored = recorded.next(event);
    recorded = recorded.after(stored);
    Link link = stored.link();
    rows.add(
        new StoredRow(
            ++number,
            stored.form().manifest(),
            stored.form().bytes(),
            link == null ? null : Payload.owning(link.toByteArray())));
  }

  /** The file that is exported of it. */
  List<String> export(AuditExport.Bodies bodies) {
    AuditExport export = new AuditExport(bodies);
    StoredRow newest =
        rows.reversed().stream()
            .filter(row -> row.manifest().startsWith("anchored."))
            .findFirst()
            .orElse(null);
    List<byte[]> lines = new ArrayList<>();
    lines.add(export.first(state(), newest, TestKeys.SIGNER.all(), NOW));
    rows.forEach(row -> lines.addAll(export.entry(row)));
    lines.add(export.last());
    return lines.stream().map(line -> Payload.owning(line)).map(ProvenLog::text).toList();
  }

  private static String text(Payload line) {
    return new String(line.toByteArray(), StandardCharsets.UTF_8).strip();
  }
}
