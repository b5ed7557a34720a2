java --add-modules jdk.incubator.vector --enable-native-access=vtp.kernels \
  -p target/gallery.jar:target/lib -m gallery/gallery.Gallery "$@"
