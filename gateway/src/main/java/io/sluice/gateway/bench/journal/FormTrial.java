package io.sluice.gateway.bench.journal;

import io.sluice.gateway.bench.Baselines;
import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Payload;
import java.time.Duration;
import java.util.Locale;

/**
 * One form as it is loaded.
 *
 * @param name as results name it
 * @param method by which chunks are compressed before they are written
 * @param commits at once
 * @param mostRows of one commit
 */
record FormTrial(
    String name, Baselines.Form form, Packer.Method method, int commits, int mostRows) {
  private static final int COMMITS = 2;

  /** As the journal commits. */
  static FormTrial of(String name, Baselines.Form form) {
    return new FormTrial(name, form, Packer.Method.NONE, COMMITS, Integer.MAX_VALUE);
  }

  static String name(Baselines.Form form) {
    return form.name().toLowerCase(Locale.ROOT);
  }

  FormTrial with(Packer.Method other) {
    return new FormTrial(name, form, other, commits, mostRows);
  }

  FormTrial with(int commitsAtOnce, int most) {
    return new FormTrial(name, form, method, commitsAtOnce, most);
  }

  /**
   * What came of a load.
   *
   * @param diskPerByte bytes of the table for a byte of records
   * @param rowsOfCommit on average
   */
  record Outcome(Measured measured, double diskPerByte, double rowsOfCommit) {}

  /** One load into an empty table. */
  Outcome run(Baselines.Rows rows, Shape shape, Payload record, Duration time)
      throws UserFailure, InterruptedException {
    Baselines.FormAppends appends = rows.appends(form, commits, mostRows);
    try (FormIntake intake = new FormIntake(appends, method)) {
      Measured measured = Load.run(name, intake, shape, record, time);
      double bytes = (double) appends.rows() * shape.bytes();
      return new Outcome(
          measured, appends.diskBytes() / bytes, (double) appends.rows() / appends.commits());
    }
  }
}
