package io.sluice.gateway.recording;

/** The formats of recordings that asciinema reads. */
public enum CastFormat {
  /** Times since the beginning; asciinema 2 and later. */
  V2(2),
  /** Times since the event before, and an event for the exit; asciinema 3 and later. */
  V3(3);

  private final int number;

  CastFormat(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
