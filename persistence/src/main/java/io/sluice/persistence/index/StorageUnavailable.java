package io.sluice.persistence.index;

/** The database did not answer, or refused; the cause says how. Nothing was changed for certain. */
public final class StorageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  public StorageUnavailable(String message, Throwable cause) {
    this(message, true, cause);
  }

  /**
   * @param passing whether the same may succeed later: the fault is not in what was asked
   */
  public StorageUnavailable(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** Whether the same may succeed later. */
  public boolean isPassing() {
    return passing;
  }
}
