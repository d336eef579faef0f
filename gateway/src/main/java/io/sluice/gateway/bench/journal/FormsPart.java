package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.bench.Baselines.Form;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same rows in other forms into the same server, under the same gathering as the journal's own:
 * why the journal is written as it is. No gateway has a part in it.
 */
final class FormsPart {
  private static final int WRITERS = 50;
  private static final int COMMITS = 2;
  private static final List<Integer> COMMITS_AT_ONCE = List.of(1, 2, 4);
  private static final int AS_MANY_AS_GATHER = Integer.MAX_VALUE;
  private static final List<Form> STATEMENTS =
      List.of(Form.VALUES, Form.UNNEST, Form.COPY, Form.BATCH);

  private final Baselines.Rows rows;
  private final Scale scale;
  private final Results results;

  FormsPart(Baselines.Rows rows, Scale scale, Results results) {
    this.rows = rows;
    this.scale = scale;
    this.results = results;
  }

  void run() throws UserFailure, InterruptedException, IOException {
    if (!rows.knows(Form.LZ4)) {
      results.say("left out: LZ4 by the server, which was built without it");
    }
    List<FormTrial> forms = new ArrayList<>(ofStatements(AS_MANY_AS_GATHER, ""));
    forms.add(FormTrial.of("partitioned", Form.PARTITIONED));
    Shape first = shape(scale.sizes().getFirst(), AS_MANY_AS_GATHER);
    for (FormTrial form : forms) {
      FormTrial.Outcome _ = form.run(rows, first, Load.random(first.bytes()), scale.formTime());
    }
    for (int bytes : scale.sizes()) {
      Shape shape = shape(bytes, AS_MANY_AS_GATHER);
      compare(shape, "as many rows as gather", Load.random(bytes), forms);
    }
    results.say("  partitioned by time, the key holds the time: it refuses no second writer's row");
    commits(first);
    List<Integer> sizes = scale.sizes();
    for (int bytes : sizes.size() > 1 ? sizes.subList(1, sizes.size()) : sizes) {
      payloads(shape(bytes, AS_MANY_AS_GATHER));
    }
  }

  /** So many at once that two commits of so many rows are in flight while a third gathers. */
  private static Shape shape(int bytes, int mostRows) {
    int most = mostRows == AS_MANY_AS_GATHER ? 1 : mostRows;
    int inFlight = Math.max(1, Math.ceilDiv((COMMITS + 1) * most, WRITERS));
    return new Shape(bytes, WRITERS, WRITERS, inFlight);
  }

  private static List<FormTrial> ofStatements(int mostRows, String suffix) {
    return STATEMENTS.stream()
        .map(form -> FormTrial.of(FormTrial.name(form) + suffix, form).with(COMMITS, mostRows))
        .toList();
  }

  private void commits(Shape first) throws UserFailure, InterruptedException, IOException {
    Payload record = Load.random(first.bytes());
    for (int most : scale.commitRows()) {
      String rows = most + (most == 1 ? " row" : " rows");
      Shape shape = shape(first.bytes(), most);
      compare(shape, "at most " + rows + " a commit", record, ofStatements(most, " " + rows));
    }
    List<FormTrial> trials =
        COMMITS_AT_ONCE.stream()
            .map(
                commits ->
                    FormTrial.of("values " + commits + " at once", Form.VALUES)
                        .with(commits, AS_MANY_AS_GATHER))
            .toList();
    compare(first, "commits in flight", record, trials);
  }

  private void payloads(Shape shape) throws UserFailure, InterruptedException, IOException {
    compare(shape, "lines of a build log", BuildLog.of(shape.bytes()), packings("text "));
    compare(shape, "random bytes", Load.random(shape.bytes()), packings("random "));
  }

  private List<FormTrial> packings(String prefix) throws UserFailure {
    List<FormTrial> trials = new ArrayList<>();
    trials.add(FormTrial.of(prefix + "external", Form.VALUES));
    trials.add(FormTrial.of(prefix + "pglz column", Form.PGLZ));
    if (rows.knows(Form.LZ4)) {
      trials.add(FormTrial.of(prefix + "lz4 column", Form.LZ4));
    }
    trials.add(FormTrial.of(prefix + "deflate before", Form.VALUES).with(Packer.Method.DEFLATE));
    trials.add(FormTrial.of(prefix + "copy", Form.COPY));
    trials.add(FormTrial.of(prefix + "journal", Form.JOURNAL));
    return trials;
  }

  /** In turns, each round from another on; the first is what the others are compared with. */
  private void compare(Shape shape, String how, Payload record, List<FormTrial> trials)
      throws UserFailure, InterruptedException, IOException {
    results.say("");
    results.say("%s, %d in flight each: %s", shape.text(), shape.inFlight(), how);
    List<List<FormTrial.Outcome>> outcomes = new ArrayList<>();
    trials.forEach(_ -> outcomes.add(new ArrayList<>()));
    Duration time = scale.formTime();
    for (int round = 1; round <= scale.rounds(); round++) {
      for (int turn = 0; turn < trials.size(); turn++) {
        int trial = (turn + round - 1) % trials.size();
        FormTrial.Outcome outcome = trials.get(trial).run(rows, shape, record, time);
        outcomes.get(trial).add(outcome);
        results.form(round, outcome.measured(), outcome.diskPerByte());
      }
    }
    for (List<FormTrial.Outcome> each : outcomes) {
      tell(each, outcomes.getFirst());
    }
  }

  private void tell(List<FormTrial.Outcome> each, List<FormTrial.Outcome> first) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < each.size(); round++) {
      ratios.add(each.get(round).measured().perSecond() / first.get(round).measured().perSecond());
    }
    Measured median = Measured.median(each.stream().map(FormTrial.Outcome::measured).toList());
    results.say(
        "  %-22s %s, %5.1f rows a commit, %5.2f bytes on disk a byte, ratio %.2f",
        median.system(),
        median.text(),
        StreamPart.median(each.stream().map(FormTrial.Outcome::rowsOfCommit).toList()),
        StreamPart.median(each.stream().map(FormTrial.Outcome::diskPerByte).toList()),
        StreamPart.median(ratios));
  }
}
