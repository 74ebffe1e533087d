"""Words that only hold others together, question words and words of courtesy, by primary language."""

from collections.abc import Mapping
from typing import Final

FUNCTION_WORDS: Final[Mapping[str, str]] = {
    "en": """
        a an the this that these those there here it its it's itself i i'm i've i'd i'll me my mine
        myself you your yours yourself he him his she her hers we we're we've we'd we'll us our ours
        they them their theirs who whom whose which what what's when where why how and or but nor if
        then than so as because while although though since until till about above after against at
        before behind below between by down during for from in inside into near of off on onto out
        outside over per through throughout to toward towards under up upon via with within without
        be am is isn't are aren't was wasn't were weren't been being do don't does doesn't did
        didn't doing done have haven't has hasn't had hadn't having can can't cannot could couldn't
        may might must mustn't shall should shouldn't will won't would wouldn't let's not no any
        some each either neither both all also just only even still yet already too very much many
        more most less least few such same other another own please hi hello hey dear thanks thank
        regards sorry ok okay yes well now again ever never always else however therefore
        unfortunately kindly sure like want wants wanted need needs know tell say help possible able
        get got go going would'd you're you've you'd you'll they're that's there's who's where's
        how's question questions ask asked asking let one ones something anything someone anyone
        thing things way lot bit really actually currently maybe least
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para
        pra pro pras pros com sem sob sobre entre até ate desde após apos ante contra perante e ou
        mas nem se que quê porque porquê pois como quando onde aonde quem qual quais quanto quanta
        quantos quantas cujo cuja então entao assim também tambem já ja ainda só so apenas mais
        menos muito muita muitos muitas pouco pouca tão tao tanto tanta bem mal aqui ali lá la aí ai
        isto isso aquilo este esta estes estas esse essa esses essas aquele aquela aqueles aquelas
        deste desta destes destas desse dessa desses dessas neste nesta nesse nessa eu me mim comigo
        tu te ti você voce vocês voces vc vcs ele ela eles elas lhe lhes nós nos conosco seu sua
        seus suas meu minha meus minhas nosso nossa nossos nossas teu tua dele dela deles delas se
        ser sou é e' são sao era eram foi foram seja sejam sendo sido será serão seria estar estou
        está esta' estão tá ta tô to estava estavam esteja estiver ter tenho tem têm temos tinha
        tinham tive teve tiver tenha haver há ha houver havia pode podem posso podemos podia poderia
        poderiam poder deve devem devo dever vou vai vamos vão ir ia iria quero quer queria queremos
        gostaria gosto preciso precisa precisar precisam fazer faço saber sei sabe dizer diga fala
        falar não nao nunca sim ao aos à às num numa dum duma outro outra outros outras mesmo mesma
        mesmos mesmas todo toda todos todas cada algum alguma alguns algumas algo alguém alguem
        qualquer quaisquer nenhum nenhuma favor obrigado obrigada oi olá ola bom boa dia tarde noite
        tudo prezado prezada senhor senhora desculpe desculpa infelizmente claro agora depois antes
        sempre ok gente pessoal pergunta perguntas dúvida duvida duvidas dúvidas ajuda ajudar
        possível possivel consigo consegue conseguem coisa coisas jeito caso né tipo aqui lhe ainda
        talvez realmente atualmente acima abaixo dentro fora máximo mínimo cerca partir
        q pq tb tbm mto mta mt hj dps td tds blz ctz obg obrigadão pfv pf pls vlw eh né neh tá tô aki
        qdo qnd qto qnto vcê vce cê ce eai opa alô alo aê pelamor tipo assim né mim
    """,
}
