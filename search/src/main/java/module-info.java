/** An index of pictures, to be searched by texts and by pictures. */
module vtp.search {
    requires org.apache.lucene.core;
    requires transitive vtp.datasets;
    requires transitive vtp.engine;
    requires transitive vtp.loader;
    requires static transitive org.jspecify;

    exports vtp.search;
}
