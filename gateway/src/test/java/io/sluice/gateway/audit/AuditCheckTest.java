package io.sluice.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.audit.AuditCheck;
import io.sluice.persistence.audit.AuditExport.Bodies;
import io.sluice.persistence.audit.Finding;
import io.sluice.persistence.audit.Finding.Kind;
import io.sluice.persistence.audit.Verdict;
import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EntryDigest;
import io.sluice.persistence.query.StoredRow;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.proof.Digest;
import io.sluice.protocol.proof.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is done to a log, in its rows or in its file, is found, and where. */
@Tag("T4")
class AuditCheckTest {
  private static Verdict check(List<String> lines) {
    AuditCheck check = new AuditCheck(null);
    lines.forEach(check::line);
    return check.verdict();
  }

  @ParameterizedTest
  @EnumSource
  void aWholeLogIsProvenToItsEnd(Bodies bodies) {
    ProvenLog log = ProvenLog.whole();

    Verdict verdict = check(log.export(bodies));

    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.ended()).isTrue();
    assertThat(verdict.unproven()).isZero();
    assertThat(verdict.provenTo()).isEqualTo(log.offset());
  }

  @Test
  void aRunningLogIsProvenUpToItsLastAnchorAndSaysSo() {
    ProvenLog log = ProvenLog.running();

    Verdict verdict = check(log.export(Bodies.FULL));

    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.provenTo()).isEqualTo(new Offset("onetwothree".length()));
    assertThat(verdict.unproven()).isEqualTo(3);
    assertThat(verdict.ended()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("O12")
  void whatWasTrimmedOnPurposeLeavesALogThatStillVerifies(Bodies bodies) {
    ProvenLog log = ProvenLog.running();
    log.trim(4, "onetwothreefour".length());
    log.output("six");
    log.ended();
    log.anchor(log.trimPoint());

    Verdict verdict = check(log.export(bodies));

    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.trimmedTo()).isEqualTo(new Offset("onetwothreefour".length()));
  }

  private static Arguments rows(
      String what, Kind kind, String where, Consumer<List<StoredRow>> by) {
    return Arguments.of(what, kind, where, by);
  }

  static Stream<Arguments> tamperings() {
    return Stream.of(
        rows("a byte of output", Kind.CHANGED, "entry 5 ", rows -> change(rows, 5, flip(34))),
        rows("the time of output", Kind.CHANGED, "entry 5 ", rows -> change(rows, 5, flip(30))),
        rows("the offset of output", Kind.CHANGED, "entry 5 ", rows -> change(rows, 5, flip(7))),
        rows("the channel of output", Kind.CHANGED, "entry 5 ", rows -> change(rows, 5, flip(16))),
        rows("output cut short", Kind.CHANGED, "entry 5 ", rows -> change(rows, 5, cutTo(20))),
        rows("a byte of a fact", Kind.CHANGED, "entry 9 ", rows -> change(rows, 9, flip(12))),
        rows("a manifest", Kind.CHANGED, "entry 9 ", rows -> rename(rows, 9, "resized.1")),
        rows("a link of output", Kind.CHANGED, "entry 5 ", rows -> relink(rows, 5, flip(0))),
        rows("a link of a fact", Kind.CHANGED, "entry 9 ", rows -> relink(rows, 9, flip(3))),
        rows("the place in a link", Kind.REORDERED, "entry 9 ", rows -> relink(rows, 9, flip(60))),
        rows("a link cut short", Kind.CHANGED, "entry 9 ", rows -> relink(rows, 9, cutTo(31))),
        rows("output removed", Kind.MISSING, "[3, 6) before entry 6 ", rows -> remove(rows, 5)),
        rows("a fact removed", Kind.MISSING, "before entry 11 ", rows -> remove(rows, 9)),
        rows("an anchor removed", Kind.MISSING, "before entry 9 ", rows -> remove(rows, 7)),
        rows("the first removed", Kind.MISSING, "before entry 2 ", rows -> remove(rows, 1)),
        rows("two outputs swapped", Kind.REORDERED, "entry 6 ", rows -> swap(rows, 5, 6)),
        rows("two facts swapped", Kind.REORDERED, "entry 12 ", rows -> swap(rows, 11, 12)),
        rows("a fact moved", Kind.REORDERED, "entry 8 ", rows -> swap(rows, 8, 9)),
        rows("one twice", Kind.REORDERED, "entry 5 ", rows -> rows.add(5, row(rows, 5))),
        rows("the end removed", Kind.CUT_OFF, "its log is not", rows -> cut(rows, 12)),
        rows("its anchor removed", Kind.CUT_OFF, "the end is not signed", rows -> cut(rows, 13)),
        rows(
            "output forged",
            Kind.FORGED,
            "the start and entry 7 ",
            rows -> forge(rows, 5, flip(34))),
        rows("a later one forged", Kind.FORGED, "and entry 14 ", rows -> forge(rows, 9, flip(12))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tamperings")
  void whatIsDoneToItsRowsIsFoundAndLocated(
      String what, Kind kind, String where, Consumer<List<StoredRow>> tampering) {
    ProvenLog log = ProvenLog.whole();

    tampering.accept(log.rows);
    Verdict verdict = check(log.export(Bodies.FULL));

    assertThat(verdict.isGood()).isFalse();
    assertThat(verdict.findings())
        .as(what)
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.where() + " ").contains(where);
            });
  }

  private static StoredRow row(List<StoredRow> rows, long number) {
    return rows.stream().filter(row -> row.number() == number).findFirst().orElseThrow();
  }

  private static void replace(List<StoredRow> rows, long number, StoredRow by) {
    rows.set(rows.indexOf(row(rows, number)), by);
  }

  private static void change(List<StoredRow> rows, long number, UnaryOperator<byte[]> change) {
    StoredRow row = row(rows, number);
    Payload bytes = Payload.owning(change.apply(row.bytes().toByteArray()));
    replace(rows, number, new StoredRow(number, row.manifest(), bytes, row.link()));
  }

  private static void rename(List<StoredRow> rows, long number, String manifest) {
    StoredRow row = row(rows, number);
    replace(rows, number, new StoredRow(number, manifest, row.bytes(), row.link()));
  }

  private static void relink(List<StoredRow> rows, long number, UnaryOperator<byte[]> change) {
    Payload changed = Payload.owning(change.apply(linkOf(rows, number).toByteArray()));
    replace(
        rows,
        number,
        new StoredRow(number, row(rows, number).manifest(), row(rows, number).bytes(), changed));
  }

  private static Digest digest(StoredRow row) {
    return EntryDigest.of(new Encoded(row.manifest(), row.bytes()));
  }

  private static Payload linkOf(List<StoredRow> rows, long number) {
    return Objects.requireNonNull(row(rows, number).link());
  }

  /** Changes it together with what is stored to prove it. */
  private static void forge(List<StoredRow> rows, long number, UnaryOperator<byte[]> change) {
    change(rows, number, change);
    Link forged =
        switch (Link.ofBytes(linkOf(rows, number).toByteArray())) {
          case Link.OfOutput _ -> new Link.OfOutput(digest(row(rows, number)));
          case Link.OfLife life ->
              new Link.OfLife(digest(row(rows, number)), life.index(), life.output());
        };
    relink(rows, number, _ -> forged.toByteArray());
  }

  private static void remove(List<StoredRow> rows, long number) {
    rows.remove(row(rows, number));
  }

  /** Each has the number of the other. */
  private static void swap(List<StoredRow> rows, long one, long other) {
    StoredRow first = row(rows, one);
    StoredRow second = row(rows, other);
    replace(rows, one, new StoredRow(one, second.manifest(), second.bytes(), second.link()));
    replace(rows, other, new StoredRow(other, first.manifest(), first.bytes(), first.link()));
  }

  private static void cut(List<StoredRow> rows, long after) {
    rows.removeIf(row -> row.number() > after);
  }

  private static UnaryOperator<byte[]> flip(int index) {
    return bytes -> {
      byte[] changed = bytes.clone();
      changed[index] ^= 1;
      return changed;
    };
  }

  private static UnaryOperator<byte[]> cutTo(int size) {
    return bytes -> Arrays.copyOf(bytes, size);
  }

  static Stream<Arguments> fileTamperings() {
    return Stream.of(
        file("a line removed", Kind.MISSING, lines -> lines.remove(4)),
        file("cut in the middle", Kind.CUT_OFF, lines -> lines.subList(6, lines.size()).clear()),
        file("lines swapped", Kind.REORDERED, lines -> Collections.swap(lines, 4, 5)),
        file("not JSON", Kind.MALFORMED, lines -> lines.set(4, "{")),
        file("not of the form", Kind.MALFORMED, lines -> lines.set(0, "{\"format\":\"other\"}")),
        file("another one's", Kind.BAD_SIGNATURE, lines -> edit(lines, 0, "\"e1\"", "\"e2\"")),
        file("a key removed", Kind.BAD_SIGNATURE, lines -> lines.set(0, withoutKeys(lines))),
        file(
            "a digest changed",
            Kind.CHANGED,
            lines -> edit(lines, 4, "\"time_us\":2", "\"time_us\":3")),
        file("more after it", Kind.MALFORMED, lines -> lines.add(lines.getLast())),
        file(
            "trimmed unsigned",
            Kind.MISSING,
            lines -> edit(lines, 0, "\"trimmed\":{\"offset\":0", "\"trimmed\":{\"offset\":3")));
  }

  private static Arguments file(String what, Kind kind, Consumer<List<String>> by) {
    return Arguments.of(what, kind, by);
  }

  private static void edit(List<String> lines, int line, String from, String to) {
    assertThat(lines.get(line)).contains(from);
    lines.set(line, lines.get(line).replace(from, to));
  }

  private static String withoutKeys(List<String> lines) {
    return lines.getFirst().replaceFirst("\"keys\":\\[.*]", "\"keys\":[]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fileTamperings")
  void whatIsDoneToItsFileIsFound(String what, Kind kind, Consumer<List<String>> tampering) {
    List<String> lines = new ArrayList<>(ProvenLog.whole().export(Bodies.DIGEST));

    tampering.accept(lines);
    Verdict verdict = check(lines);

    assertThat(verdict.findings()).as(what).extracting(Finding::kind).contains(kind);
  }

  @Test
  void onlyTrustedKeysCountWhenTheyAreNamed() {
    List<String> lines = ProvenLog.whole().export(Bodies.FULL);
    AuditCheck check = new AuditCheck(List.of());

    lines.forEach(check::line);

    assertThat(check.verdict().findings())
        .extracting(Finding::kind)
        .contains(Kind.BAD_SIGNATURE, Kind.CUT_OFF);
  }
}
