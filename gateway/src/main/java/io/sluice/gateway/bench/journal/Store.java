package io.sluice.gateway.bench.journal;

import io.sluice.gateway.cli.UserFailure;

/** A system that takes records and tells when they are on the disk. */
interface Store extends AutoCloseable {
  /** As results name it. */
  String name();

  /** Makes what a load needs, outside its time. */
  Intake open(Shape shape) throws UserFailure, InterruptedException;

  @Override
  void close();
}
