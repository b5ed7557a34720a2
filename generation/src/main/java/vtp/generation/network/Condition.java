package vtp.generation.network;

/**
 * What a picture's tokens are modulated by.
 *
 * @param time from 0, noise, to 1
 * @param label of the class, or the number of classes for none
 */
record Condition(float time, int label) {}
