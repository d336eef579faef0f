/** The machine of one execution: pure decisions and their journaled facts. */
@NullMarked
package io.sluice.protocol.execution;

import org.jspecify.annotations.NullMarked;
