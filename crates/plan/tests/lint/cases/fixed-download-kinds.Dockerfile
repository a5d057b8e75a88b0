FROM debian:12
ARG V=1.2 AWS=https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip
RUN wget -q https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh -O m.sh && bash m.sh -b
RUN curl -fsSL "$AWS" -o aws.zip && unzip aws.zip
ADD --checksum=sha256:0 https://example.org/tool-${V}-linux-amd64.tar.gz /opt/
RUN wget https://example.org/pool/x_${V}_amd64.deb && dpkg -i x_${V}_amd64.deb
RUN apt-get install -y ./vendor/y_1_amd64.deb
RUN pip install https://example.org/whl/torch-2-cp311-cp311-manylinux_2_17_x86_64.whl ./local-1-cp311-linux_x86_64.whl
RUN echo "deb [arch=amd64 signed-by=/k] https://example.org/apt stable main" > /etc/apt/sources.list.d/x.list
RUN curl -L https://example.org/hugo_${V}_Linux-64bit.tar.gz | tar xz
RUN set -e; url="https://example.org/node-v$V-linux-x64.tar.xz"; curl -O "$url"
RUN gh release download -R acme/tool -p '*linux_amd64*'
