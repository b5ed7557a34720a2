/**
 * From a prompt to the token ids that the text tower reads, and the prompts of the ImageNet zero-shot evaluation.
 *
 * <p>{@code text ─ HtmlEntities, twice ─ PythonText: white space, lower case ─ TokenPattern: words ─ Merges: ids}
 */
@NullMarked
package vtp.engine.text;

import org.jspecify.annotations.NullMarked;
