/**
 * From a prompt to the token ids that the text tower reads, and the prompts of the ImageNet zero-shot evaluation.
 *
 * <pre>{@code
 * text ─ TextCleaning ─ HtmlEntities, twice ─ PythonText: white space, lower case ─ TokenPattern: words ─ Merges: ids
 *             │
 *             └ with FTFY: Ftfy ─ StrictHtmlEntities ─ Mojibake ─ CharacterFixes, until nothing changes
 *                                                        │
 *             Badness: is it mojibake? ─ SingleByteEncoding: its bytes ─ Utf8Repairs ─ Utf8Variants: the text
 * }</pre>
 *
 * @since 0.1.0
 */
@NullMarked
package vtp.engine.text;

import org.jspecify.annotations.NullMarked;
