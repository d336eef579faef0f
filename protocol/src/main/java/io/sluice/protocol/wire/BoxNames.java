package io.sluice.protocol.wire;

/**
 * Names that callers give boxes (C22): they stand in paths, where clients escape little of them.
 */
final class BoxNames {
  private static final String FORBIDDEN = "/?#%\\";

  private BoxNames() {}

  static void require(String name) {
    if (name.isBlank() || name.equals(".") || name.equals("..") || !name.equals(name.strip())) {
      throw WireFault.invalid("name is empty, all dots, or has blanks around it");
    }
    if (!name.codePoints().allMatch(BoxNames::allowed)) {
      throw WireFault.invalid("name holds a control character or one of " + FORBIDDEN);
    }
  }

  private static boolean allowed(int point) {
    return !Character.isISOControl(point)
        && Character.isDefined(point)
        && Character.getType(point) != Character.SURROGATE
        && FORBIDDEN.indexOf(point) < 0;
  }
}
