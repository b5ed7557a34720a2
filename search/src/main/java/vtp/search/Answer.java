package vtp.search;

import java.util.List;

/**
 * What was found for a question.
 *
 * @param question as it was asked: a text, or the name of a picture
 * @param hits the closest first
 * @since 0.1.0
 */
public record Answer(String question, List<Hit> hits) {}
