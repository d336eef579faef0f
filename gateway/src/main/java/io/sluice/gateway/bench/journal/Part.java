package io.sluice.gateway.bench.journal;

/** What can be measured by itself. */
enum Part {
  /** Records of several sizes by several writers, beside other systems. */
  LOAD,
  /** One execution that writes as fast as it can, and what proving its log costs. */
  STREAM,
  /** Executions that do nothing, and writers that take turns over very many. */
  MANY,
  /** Reading a large log, and opening it after a crash. */
  LOG,
  /** Other forms of writing the same rows into the same server. */
  FORMS
}
