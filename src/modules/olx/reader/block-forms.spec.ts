import { CourseKey } from '../../../common/opaque-keys/index.js';
import { courseOf, read, readUnit, TARGET } from './course.fixture.js';
import { readBlockMarkup } from './read-block-markup.js';

describe('an html block (OLX rule 25)', () => {
  it('is left out when the file of its body is missing, and the report names the path', async () => {
    const result = await readUnit('\n<html url_name="h"/>', {
      'html/h.xml': '<html filename="other" display_name="H"/>',
    });
    expect(result.single('vertical').children).toEqual([]);
    const [entry] = result.entries('missing_file');
    expect(entry).toMatchObject({ severity: 'error', file: 'course/Run.xml', line: 3, block: 'html@h' });
    expect(entry?.message).toContain('html/other.html');
  });

  it('has the bytes of html/<filename>.html as they are', async () => {
    const body = '\ufeff<p>a<br>b\r\n<b>unclosed &nbsp; </p>\n\n';
    const result = await readUnit('<html url_name="h"/>', {
      'html/h.xml': '<html filename="h" display_name="H"/>',
      'html/h.html': body,
    });
    expect(result.single('html')).toMatchObject({
      displayName: 'H',
      content: { data: body },
      olx: { form: 'pointer' },
    });
  });

  it('finds its body beside its own file, under whatever name', async () => {
    const result = await readUnit('<html url_name="deep:h"/><html url_name="i" filename="shared"/>', {
      'html/deep/h.xml': '<html filename="body"/>',
      'html/deep/body.html': 'deep',
      'html/shared.html': 'shared',
    });
    expect(result.block('html@deep:h')).toMatchObject({
      content: { data: 'deep' },
      olx: { form: 'pointer', filename: 'body' },
    });
    expect(result.block('html@i')).toMatchObject({
      content: { data: 'shared' },
      olx: { form: 'inline', filename: 'shared' },
    });
  });

  it.each([
    ['h.html', 'html/h.html'],
    ['h.xml', 'html/h.xml.html'],
    ['html/h', 'html/h.html'],
  ])('finds the body of filename="%s" where old exports had it: %s', async (filename, path) => {
    const result = await readUnit(`<html url_name="x" filename="${filename}"/>`, { [path]: 'old' });
    expect(result.single('html').content.data).toBe('old');
  });

  it('without filename has the markup within, never written anew', async () => {
    const inner = "\n<p class='a'>x <i></i>&#233; <b>y</b> <i>z</i></p>\n<!-- c --><br/>\n";
    const result = await readUnit('<html url_name="h"/>', { 'html/h.xml': `<html display_name="H">${inner}</html>` });
    expect(result.single('html')).toMatchObject({
      content: { data: inner },
      olx: { form: 'pointer', bodyInElement: true },
    });
  });

  it.each([
    ['&lt;p&gt;x&lt;/p&gt;', '<p>x</p>'],
    ['<![CDATA[<p>a & b</p>]]>', '<p>a & b</p>'],
    ['a <![CDATA[<b>]]> c<i> &lt; </i>', 'a <b> c<i> &lt; </i>'],
    ['', ''],
    ['plain', 'plain'],
  ])('without filename reads %p before the first tag as text: %p', async (inner, expected) => {
    const result = await readUnit(`<html url_name="h" x="">${inner}</html>`);
    expect(result.single('html').content.data).toBe(expected);
  });

  it('that is not UTF-8 is read as Windows-1252, with a warning', async () => {
    const result = await readUnit('<html url_name="h" filename="h"/>', {
      'html/h.html': Buffer.from('caf\xe9 \x80', 'latin1'),
    });
    expect(result.single('html').content.data).toBe('café €');
    expect(result.entries('not_utf8')).toMatchObject([{ severity: 'warning', file: 'html/h.html', block: 'html@h' }]);
  });
});

describe('a problem (OLX rule 27)', () => {
  const data =
    '<problem>\n  <p>Why?</p>\n  <stringresponse answer="so">\n    <textline/>\n  </stringresponse>\n</problem>\n';

  it('is its element as lxml prints it, without the attributes that are settings', async () => {
    const written = data.replace('<problem>', '<problem display_name="P" markdown="a&#10;b" max_attempts="3">');
    const result = await readUnit('<problem url_name="p"/>', { 'problem/p.xml': written });
    expect(result.single('problem')).toMatchObject({
      displayName: 'P',
      settings: { markdown: 'a\nb', max_attempts: 3 },
      content: { data },
      olx: { form: 'pointer' },
    });
    expect(result.single('problem').olx.source).toBeUndefined();
  });

  it('keeps attributes that are no field in its element', async () => {
    const result = await readUnit('<problem url_name="p" attempts="" weight="2"><p>x</p></problem>');
    expect(result.single('problem').content.data).toBe('<problem attempts="">\n  <p>x</p>\n</problem>\n');
  });

  it('keeps its file as it was written where that is something else', async () => {
    const written =
      "<problem display_name='P'>\n\n<p>a <b>b</b> <i>c</i></p><![CDATA[ x < y ]]>\n\t<!-- note -->\n</problem>";
    const result = await readUnit('<problem url_name="p"/>', { 'problem/p.xml': written });
    expect(result.single('problem').olx.source).toBe(written);
  });

  it('keeps its element as it was written where it stands in another', async () => {
    const written = '<problem url_name="p"><p>a <b>b</b> <i>c</i></p></problem>';
    const result = await readUnit(`<html url_name="h"><p/></html>${written}`);
    expect(result.single('problem').olx.source).toBe(written);
  });

  it('reads the same out of the markup that was kept (C-10: an untouched problem can be written back as it was)', async () => {
    const written = "<problem display_name='P' weight='1.50' unicorn='x'>\n<p>a <b>b</b></p>\n</problem>\n";
    const result = await readUnit('<problem url_name="p"/>', { 'problem/p.xml': written });
    const { displayName, settings, content, olx } = result.single('problem');
    expect(await readBlockMarkup(olx.source ?? '', 'problem', 'p', TARGET)).toMatchObject({
      displayName,
      settings,
      content,
    });
    expect(await readBlockMarkup('<problem>', 'problem', 'p', TARGET)).toBeNull();
  });
});

describe('a video (OLX rule 28)', () => {
  it('has its sources, track, handout and transcripts from child elements, and attributes over them', async () => {
    const result = await readUnit(
      '<video url_name="v" display_name="V" youtube="1.00:abc,0.75:&quot;def&quot;" from="00:01:00" end_time="00:02:00" sub="s" ' +
        'transcripts="{&quot;en&quot;: &quot;en.srt&quot;}" download_video="true">' +
        '<source src="a.mp4"/><source src="b.webm"/><track src="t.txt"/><handout src="/c4x/Org/Course/asset/h.pdf"/>' +
        '<transcript language="de" src="de.srt"/><video_asset client_video_id="x" duration="1.0"><encoded_video/></video_asset></video>',
      {},
      { courseKey: CourseKey.of('Other', 'One', 'Now') },
    );
    expect(result.single('video')).toMatchObject({
      displayName: 'V',
      settings: {
        youtube_id_1_0: 'abc',
        youtube_id_0_75: 'def',
        youtube_id_1_25: '',
        start_time: '00:01:00',
        end_time: '00:02:00',
        sub: 's',
        html5_sources: ['a.mp4', 'b.webm'],
        track: 't.txt',
        download_track: true,
        download_video: true,
        handout: '/asset-v1:Other+One+Now+type@asset+block@h.pdf',
        transcripts: { en: 'en.srt' },
      },
      olx: {
        extras: [
          {
            at: 0,
            kind: 'element',
            xml: '<video_asset client_video_id="x" duration="1.0"><encoded_video/></video_asset>',
          },
        ],
      },
    });
  });

  it('keeps transcripts by language', async () => {
    const result = await readUnit(
      '<video url_name="v"><transcript language="fr" src="f"/><transcript language="de" src="d"/></video>',
    );
    expect(result.single('video').settings.transcripts).toEqual({ fr: 'f', de: 'd' });
  });

  it('without other sources leaves ids that are not given unset', async () => {
    const result = await readUnit('<video url_name="v" youtube="1.00:abc"/>', { 'video/v.xml': '<video/>' });
    expect(result.single('video').settings).toEqual({ youtube_id_1_0: 'abc' });
  });

  it('keeps what no field can hold', async () => {
    const result = await readUnit(
      '<video url_name="v" youtube="2.00:x,junk" unicorn="purple"><source src="a" type="b"/></video>',
    );
    expect(result.single('video').olx).toMatchObject({
      attributes: { youtube: '2.00:x,junk', unicorn: 'purple' },
      extras: [{ xml: '<source src="a" type="b"/>' }],
    });
  });
});

describe('blocks that choose among their children (OLX rule 29)', () => {
  it('split_test maps the children of its groups', async () => {
    const result = await readUnit(
      '<split_test url_name="t" user_partition_id="5" group_id_to_child="{&quot;0&quot;: &quot;i4x://Org/Course/vertical/a&quot;}"><vertical url_name="a" x=""/></split_test>',
      {},
      { courseKey: CourseKey.of('Other', 'One', 'Now') },
    );
    expect(result.single('split_test')).toMatchObject({
      children: ['vertical@a'],
      content: { user_partition_id: 5, group_id_to_child: { 0: 'block-v1:Other+One+Now+type@vertical+block@a' } },
    });
    expect(result.single('split_test').olx.spellings).toBeUndefined();
  });

  it('conditional has sources, one condition, a message and what it shows', async () => {
    const result = await readUnit(
      '<conditional url_name="c" sources="i4x://Org/Course/problem/p; i4x://Org/Course/problem/q;" correct="True" message="First {link}" x="1">' +
        '<show sources="i4x://Org/Course/html/h"/><html url_name="h">x</html></conditional>',
    );
    const key = (type: string, id: string): string => TARGET.makeUsageKey(type, id).toString();
    expect(result.single('conditional')).toMatchObject({
      children: ['html@h'],
      content: {
        sources_list: [key('problem', 'p'), key('problem', 'q')],
        conditional_attr: 'correct',
        conditional_value: 'True',
        conditional_message: 'First {link}',
        show_tag_list: [key('html', 'h')],
      },
      olx: { attributes: { x: '1' } },
    });
  });

  it('library_content and itembank have their children and fields; a comment among them is no matter', async () => {
    const result = await readUnit(
      '<library_content url_name="l" source_library_id="library-v1:O+L" source_library_version="5" max_count="2" capa_type="any"><problem url_name="p">x</problem></library_content>' +
        '<itembank url_name="i" max_count="-1"><!-- comment --><problem url_name="q">x</problem></itembank>',
    );
    expect(result.single('library_content')).toMatchObject({
      children: ['problem@p'],
      settings: { source_library_id: 'library-v1:O+L', source_library_version: '5', max_count: 2, capa_type: 'any' },
    });
    expect(result.single('itembank')).toMatchObject({ children: ['problem@q'], settings: { max_count: -1 } });
  });
});

describe('pure XBlocks (OLX rule 30)', () => {
  const option = 'xmlns:option="http://code.edx.org/xblock/option"';

  it('have their fields as attributes, texts plain, everything else JSON or YAML words', async () => {
    const result = await readUnit(
      '<poll url_name="p" xblock-family="xblock.v1" display_name="null" question="[x]" private_results="True" answers="[&#10;  [&quot;R&quot;, {}]&#10;]"/>',
    );
    expect(result.single('poll')).toMatchObject({
      displayName: 'null',
      settings: { answers: [['R', {}]] },
      content: { question: '[x]', private_results: true },
      olx: { form: 'inline', pure: true },
    });
  });

  it('have as elements what is null, and texts that attributes cannot hold', async () => {
    const result = await readUnit(
      `<lti_consumer ${option} url_name="l" xblock-family="xblock.v1"><option:launch_url none="true"/><option:description>a\nb</option:description><option:unknown>x</option:unknown></lti_consumer>`,
    );
    expect(result.single('lti_consumer').settings).toEqual({ launch_url: null, description: 'a\nb' });
    expect(result.single('lti_consumer').olx.extras).toHaveLength(1);
  });

  it('make a library: library.xml with its fields and problems', async () => {
    const result = await read(
      {
        'library.xml': `<library url_name="library" xblock-family="xblock.v1" display_name="Bank" org="O" library="L" start="&quot;2030-01-01T00:00:00Z&quot;"><n0:name xmlns:n0="http://code.edx.org/xblock/option" none="true"/><problem url_name="p"/></library>`,
        'problem/p.xml': '<problem/>',
        'about/x.html': 'not of a library',
      },
      { courseKey: CourseKey.ofLibrary('O', 'L') },
    );
    expect(result.block('library@library')).toMatchObject({
      parent: null,
      displayName: 'Bank',
      children: ['problem@p'],
      settings: { name: null, start: '2030-01-01T00:00:00Z' },
      olx: { form: 'root', pure: true },
    });
    expect(result.summary).toMatchObject({ root: 'library@library', blocks: 2, detached: 0 });
  });
});

describe('a block of an unknown type (OLX rule 31, SPEC C-4)', () => {
  it('is kept whole: white space, comments, CDATA, children', async () => {
    const inside = '\n  <deep a="1">x <b>y</b> <i>z</i><!-- c --></deep>\n  <![CDATA[ <raw> ]]><?p i?>\n';
    const result = await readUnit(
      `<rocket url_name="r" xblock-family="xblock.v1" fuel="full" display_name="R">${inside}</rocket>`,
    );
    expect(result.single('rocket')).toMatchObject({
      displayName: 'R',
      content: { data: `<rocket fuel="full">${inside}</rocket>` },
      olx: { form: 'inline', pure: true },
    });
    expect(result.entries('unknown_block_type')).toMatchObject([{ severity: 'info', block: 'rocket@r', line: 2 }]);
  });

  it('is a container when it points to files: they would be lost otherwise', async () => {
    const result = await readUnit('<rocket url_name="r" fuel="full"><problem url_name="p"/><stage/></rocket>', {
      'problem/p.xml': '<problem/>',
    });
    expect(result.single('rocket')).toMatchObject({
      children: ['problem@p', expect.stringContaining('stage@') as string],
      olx: { attributes: { fuel: 'full' } },
    });
  });

  it('is kept where it uses a prefix that an outer element declares', async () => {
    const result = await readUnit(
      '<vertical url_name="w" xmlns:z="urn:z"><z:rocket url_name="r" z:fuel="full"/></vertical>',
    );
    expect(result.single('z:rocket').content.data).toContain('z:fuel="full"');
  });
});

describe('other types', () => {
  it('poll_question has answers, and the rest as its question', async () => {
    const result = await readUnit(
      '<poll_question url_name="p" display_name="P"><p>Yes?</p><answer id="y">Yes</answer><answer id="n"><b>No</b></answer></poll_question>',
    );
    expect(result.single('poll_question').content).toEqual({
      answers: [
        { id: 'y', text: 'Yes' },
        { id: 'n', text: '<b>No</b>' },
      ],
      question: '<p>Yes?</p>',
    });
  });

  it('annotatable keeps its element as it was written, lti keeps nothing of an empty one', async () => {
    const result = await readUnit(
      '<annotatable url_name="a" display_name="A"><p>x <i>y</i> <b>z</b></p></annotatable><lti url_name="l"/>',
      { 'lti/l.xml': '<lti/>' },
    );
    expect(result.single('annotatable').content.data).toBe('<annotatable><p>x <i>y</i> <b>z</b></p></annotatable>');
    expect(result.single('lti').content).toEqual({});
  });

  it('sequential keeps its gating, and a prerequisite that is not there is an error (OLX rule 32)', async () => {
    const result = await read(
      courseOf(
        '<chapter url_name="c"><sequential url_name="a" is_prerequisite="true"/><sequential url_name="b" required_prereq="i4x://Org/Course/sequential/a" min_score="50"/>' +
          '\n<sequential url_name="d" required_prereq="i4x://Org/Course/sequential/gone"/></chapter>',
      ),
    );
    expect(result.block('sequential@b').olx.attributes).toMatchObject({
      required_prereq: TARGET.makeUsageKey('sequential', 'a').toString(),
      min_score: '50',
    });
    expect(result.entries('unknown_prerequisite')).toMatchObject([
      { severity: 'error', block: 'sequential@d', line: 3 },
    ]);
  });
});

describe('references and links', () => {
  const other = { courseKey: CourseKey.of('Other', 'One', 'Now') };

  it("to blocks of the archive's course lead to the target, others stay (OLX rule 16)", async () => {
    const sources = [
      'i4x://Org/Course/problem/p',
      'block-v1:Org+Course+Run+type@problem+block@p',
      'i4x://Org/Course/course/Run',
      'i4x://Else/Course/problem/p',
      'block-v1:Org+Course+Other_run+type@problem+block@p',
    ];
    const result = await readUnit(
      `<conditional url_name="c" sources="${sources.join(';')}"/>`,
      { 'conditional/c.xml': '<conditional/>' },
      other,
    );
    expect(result.single('conditional').content.sources_list).toEqual([
      'block-v1:Other+One+Now+type@problem+block@p',
      'block-v1:Other+One+Now+type@problem+block@p',
      'block-v1:Other+One+Now+type@course+block@course',
      'i4x://Else/Course/problem/p',
      'block-v1:Org+Course+Other_run+type@problem+block@p',
    ]);
  });

  it('that are no keys are kept and reported', async () => {
    const result = await readUnit('<conditional url_name="c" sources="nonsense" x=""/>');
    expect(result.single('conditional').content.sources_list).toEqual(['nonsense']);
    expect(result.entries('illegal_reference')).toMatchObject([{ severity: 'warning', block: 'conditional@c' }]);
  });

  it.each([
    ['"/c4x/Org/Course/asset/a_b.png"', '"/static/a_b.png"'],
    ["'/c4x/Org/Course/asset/a.png'", "'/static/a.png'"],
    ['"/c4x/Else/Course/asset/a.png"', '"/c4x/Else/Course/asset/a.png"'],
    ['/c4x/Org/Course/asset/a.png', '/c4x/Org/Course/asset/a.png'],
    ['"/courses/Org/Course/Run/jump_to/i4x://Org/Course/vertical/x"', '"/jump_to_id/x"'],
    ['"/courses/course-v1:Org+Course+Run/jump_to/block-v1:Org+Course+Run+type@vertical+block@x"', '"/jump_to_id/x"'],
    ['"/courses/course-v1:Org+Course+R2/jump_to/block-v1:Org+Course+R2+type@vertical+block@x"', undefined],
  ])('in the text %s become %s (OLX rule 40)', async (link, expected) => {
    const result = await readUnit(
      '<html url_name="h" filename="h"/>',
      { 'html/h.html': `<a href=${link}>x</a>` },
      other,
    );
    expect(result.single('html').content.data).toBe(`<a href=${expected ?? link}>x</a>`);
  });
});
