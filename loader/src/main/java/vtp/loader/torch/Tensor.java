package vtp.loader.torch;

import java.util.List;

/**
 * A tensor as the pickle describes it, checked to lie in its storage as the pickle describes that.
 *
 * @param storage whose elements it is a view of
 * @param offset of its first element, counted in elements from the storage's first
 * @param shape its sizes
 * @param strides how many elements of the storage lie between neighbours along each dimension
 */
record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}
