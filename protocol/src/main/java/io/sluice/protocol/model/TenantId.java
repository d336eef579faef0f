package io.sluice.protocol.model;

/**
 * Names a tenant, the unit of isolation.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 _ -}
 */
public record TenantId(String value) {
  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public TenantId {
    Names.require("tenant id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
