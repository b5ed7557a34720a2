/** The reference's own outputs, stage by stage, to hold a model to. */
@NullMarked
package vtp.engine.verify;

import org.jspecify.annotations.NullMarked;
