package io.sluice.persistence.index;

/** The database did not answer, or refused; the cause says how. Nothing was changed for certain. */
public final class StorageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
